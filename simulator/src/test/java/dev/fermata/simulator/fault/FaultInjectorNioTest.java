package dev.fermata.simulator.fault;

import dev.fermata.simulator.http.Transport;

/** All of it once more, as it is where there is no epoll. */
class FaultInjectorNioTest extends FaultInjectorTest {

    @Override
    Transport transport() {
        return Transport.NIO;
    }
}
