package dev.fermata.simulator.dialect;

import io.netty.handler.codec.http.HttpMethod;

/** A call of a vendor's API: an entry of the vendor's table. */
public interface VendorCall {

    HttpMethod method();

    /** With parameters in braces. */
    String path();

    /** How many bytes the body may have, if they are more than usual; else 0. */
    default long largestBody() {
        return 0;
    }
}
