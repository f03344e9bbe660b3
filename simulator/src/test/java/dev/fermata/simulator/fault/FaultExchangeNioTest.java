package dev.fermata.simulator.fault;

import dev.fermata.simulator.http.Transport;

/** All of it once more, as it is where there is no epoll. */
class FaultExchangeNioTest extends FaultExchangeTest {

    @Override
    Transport transport() {
        return Transport.NIO;
    }
}
