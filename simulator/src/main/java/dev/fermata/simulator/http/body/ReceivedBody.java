package dev.fermata.simulator.http.body;

import java.util.List;

/**
 * A body that has come.
 *
 * @param kept its bytes, without those that are left out. Not to be changed
 * @param gaps where bytes are left out, in the order of their places
 * @param size of the whole body
 */
public record ReceivedBody(byte[] kept, List<Gap> gaps, long size) {

    /**
     * Bytes that are left out.
     *
     * @param at how many kept bytes are before them
     * @param bytes how many are left out
     */
    public record Gap(int at, long bytes) {}
}
