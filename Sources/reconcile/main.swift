import Commands

#if canImport(Glibc)
    import Glibc
#endif

exit(await Program.status(of: Array(CommandLine.arguments.dropFirst())))
