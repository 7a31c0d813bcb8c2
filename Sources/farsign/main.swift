print("farsign")
