package dev.fermata.cli.console;

/** The client says what a program can do; a user of the command line has options. */
public final class ClientWords {

    private ClientWords() {}

    /** A problem that the client states, in the words of the command line. */
    public static String asOptions(String problem) {
        return problem.replace("maxAnswerBytes", "--max-answer-bytes")
                .replace(
                        "add its issuer to the trust store, or give your own HttpClient with an SSLContext that trusts it",
                        "if you do, give --tls-ca a file with the certificate of its issuer");
    }
}
