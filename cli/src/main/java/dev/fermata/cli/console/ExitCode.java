package dev.fermata.cli.console;

/** What the program's exit codes mean; the same for all commands. */
public final class ExitCode {

    public static final int COMPLETED = 0;
    public static final int ERROR = 1;
    public static final int USAGE = 2;
    public static final int REFUSED = 3;
    public static final int TIMED_OUT = 4;
    public static final int NO_ANSWER = 5;
    /** EX_SOFTWARE of sysexits.h. */
    public static final int BUG = 70;

    /** EX_OSERR of sysexits.h: the heap is full. */
    public static final int OUT_OF_MEMORY = 71;

    /** EX_IOERR of sysexits.h. */
    public static final int IO = 74;

    private ExitCode() {}
}
