package dev.fermata.simulator.access;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A short digest of a text that clients send and that may be long. */
public final class Sha256 {

    private Sha256() {}

    public static byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
