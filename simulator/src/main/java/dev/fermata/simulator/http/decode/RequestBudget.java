package dev.fermata.simulator.http.decode;

/**
 * Bounds the bytes of requests that the server keeps, of all connections together: heads and bodies of requests that
 * are not complete yet, bytes that are not decoded yet, and what pending responses need of their requests. To be used on the event loop.
 */
public final class RequestBudget {

    private final long most;
    private long used;

    public RequestBudget(HttpLimits limits) {
        most = limits.allKept();
    }

    /** The bytes of one connection. */
    public static final class Share {

        private final RequestBudget budget;
        private int body;
        private int received;
        private int pending;
        private boolean closed;

        public Share(RequestBudget budget) {
            this.budget = budget;
        }

        /** @throws InvalidRequestException if there is no room for so many more bytes; never for none */
        public void require(int more) {
            if (more > 0 && budget.used + more > budget.most) {
                throw InvalidRequestException.noRoom(budget.most);
            }
        }

        /** The connection now has so many bytes of a body that is not complete. */
        public void body(int now) {
            add(now - body);
            body = now;
        }

        /**
         * The connection now has received so much of what is not complete. Returns whether it may go on.
         *
         * @param undecoded bytes
         * @param lines what the lines of a request take that are decoded
         * @param inLines whether the request goes on with more lines, and not with its body, for which there is {@link #require}
         */
        boolean received(int undecoded, int lines, boolean inLines) {
            add(undecoded + lines - received);
            received = undecoded + lines;
            return undecoded == 0 && (lines == 0 || !inLines) || budget.used <= budget.most;
        }

        /** The response that is pending now needs so many bytes of its request. */
        public void pending(int now) {
            add(now - pending);
            pending = now;
        }

        /** The connection is gone, and keeps nothing from now on. */
        public void close() {
            add(-body - received - pending);
            closed = true;
        }

        private void add(int more) {
            budget.used += closed ? 0 : more;
        }
    }
}
