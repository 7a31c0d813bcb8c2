/// Whoever imports the rules has what they are written in: texts, errors, AWS's host names, replies.
@_exported public import FarsignShared
