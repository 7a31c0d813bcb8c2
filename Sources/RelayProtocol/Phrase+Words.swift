extension Phrase {
    /// 256 words that are easy to distinguish when spoken.
    static let words = [
        "acorn", "alder", "almond", "amber", "anchor", "anvil", "apple", "apron", "arbor", "arrow", "aspen", "atlas",
        "autumn", "badger", "bamboo", "banjo", "barley", "basil", "basin", "basket", "beacon", "beaver", "beetle",
        "berry", "birch", "bison", "blanket", "blossom", "bonnet", "bottle", "boulder", "bramble", "branch", "brass",
        "breeze", "brick", "bridge", "bronze", "brook", "bubble", "bucket", "buckle", "butter", "button", "cabin",
        "cactus", "camel", "candle", "canoe", "canvas", "canyon", "carpet", "carrot", "castle", "cedar", "cello",
        "chalk", "cherry", "chestnut", "chimney", "cider", "cinder", "clay", "clover", "cobalt", "coffee", "comet",
        "compass", "copper", "coral", "cotton", "cradle", "crane", "crater", "cricket", "crystal", "curtain",
        "cypress", "daisy", "dancer", "dawn", "desert", "diamond", "dolphin", "donkey", "dragon", "drum", "dune",
        "eagle", "easel", "ebony", "echo", "elbow", "ember", "engine", "falcon", "feather", "fennel", "fern", "ferry",
        "fiddle", "field", "finch", "flint", "flute", "forest", "fossil", "fountain", "fox", "galaxy", "garden",
        "garlic", "garnet", "ginger", "glacier", "glove", "goblet", "granite", "grape", "gravel", "hammer", "harbor",
        "harvest", "hazel", "heron", "hickory", "hollow", "honey", "hornet", "husky", "igloo", "indigo", "iris",
        "island", "ivory", "jacket", "jasmine", "jigsaw", "jungle", "juniper", "kayak", "kernel", "kettle", "kitten",
        "koala", "ladder", "lagoon", "lantern", "lark", "lava", "lemon", "lentil", "lilac", "linen", "lizard",
        "llama", "lobster", "locket", "lotus", "magnet", "mango", "maple", "marble", "meadow", "melon", "mint",
        "mirror", "mitten", "moose", "mosaic", "mustard", "nectar", "needle", "nettle", "nickel", "nutmeg", "oasis",
        "oat", "olive", "onion", "orbit", "orchard", "otter", "oyster", "paddle", "palace", "panda", "pantry",
        "paper", "parrot", "pasta", "peach", "peanut", "pebble", "pepper", "piano", "pigeon", "pillow", "pine",
        "planet", "plum", "pocket", "pollen", "pony", "poppy", "potato", "puffin", "pumpkin", "quarry", "quartz",
        "quill", "rabbit", "radish", "raven", "ribbon", "river", "robin", "rocket", "saddle", "saffron", "salmon",
        "sapphire", "satin", "scarf", "shovel", "silver", "sparrow", "spruce", "squash", "stone", "sugar", "summit",
        "sunset", "tablet", "talon", "teapot", "thistle", "thunder", "tiger", "timber", "tulip", "tunnel", "turtle",
        "umbrella", "valley", "velvet", "violet", "wagon", "walnut", "willow", "window", "winter", "wolf", "yarrow",
        "zebra", "zipper",
    ]
}
