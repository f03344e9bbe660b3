package dev.fermata.simulator.http.decode;

/** Bounds the bytes of all request bodies that are not complete yet. To be used on the event loop. */
public final class BodyBudget {

    private final long most;
    private long used;

    public BodyBudget(HttpLimits limits) {
        most = limits.allBodies();
    }

    /** The bytes of one connection. */
    public static final class Share {

        private final BodyBudget budget;
        private int bytes;

        public Share(BodyBudget budget) {
            this.budget = budget;
        }

        /** @throws InvalidRequestException if there is no room for so many more bytes */
        public void require(int more) {
            if (budget.used + more > budget.most) {
                throw InvalidRequestException.tooManyBodies(budget.most);
            }
        }

        /** The connection now has so many bytes of a body that is not complete. */
        public void update(int now) {
            budget.used += now - bytes;
            bytes = now;
        }
    }
}
