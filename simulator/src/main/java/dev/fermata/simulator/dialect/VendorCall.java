package dev.fermata.simulator.dialect;

import dev.fermata.simulator.http.body.LargeBody;
import io.netty.handler.codec.http.HttpMethod;

/** A call of a vendor's API: an entry of the vendor's table. */
public interface VendorCall {

    HttpMethod method();

    /** With parameters in braces. */
    String path();

    /** Whether it shows several jobs, and its path names none. */
    default boolean listsJobs() {
        return false;
    }

    /** How long the body may be, if it may be longer than usual. */
    default LargeBody largeBody() {
        return LargeBody.NONE;
    }
}
