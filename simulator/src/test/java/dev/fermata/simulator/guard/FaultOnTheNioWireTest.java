package dev.fermata.simulator.guard;

import dev.fermata.simulator.wire.Transport;

/** All of it once more, as it is where there is no epoll. */
class FaultOnTheNioWireTest extends FaultOnTheWireTest {

    @Override
    Transport transport() {
        return Transport.NIO;
    }
}
