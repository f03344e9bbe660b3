package dev.fermata.cli;

/** What the program's exit codes mean; the same for all commands. */
final class ExitCode {

    static final int COMPLETED = 0;
    static final int ERROR = 1;
    static final int USAGE = 2;
    static final int REFUSED = 3;
    static final int TIMED_OUT = 4;
    static final int NO_ANSWER = 5;
    /** EX_SOFTWARE of sysexits.h. */
    static final int BUG = 70;

    /** EX_OSERR of sysexits.h: the heap is full. */
    static final int OUT_OF_MEMORY = 71;

    /** EX_IOERR of sysexits.h. */
    static final int IO = 74;

    private ExitCode() {}
}
