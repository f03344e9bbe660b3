package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What a request asks for: one job, or several. Each held request keeps one, so it is small. */
interface JobView {

    /** The jobs that were found when the request came, each once. */
    List<Job> jobs();

    /** Whether some job was not found. Its end would never come, so no request is held for it. */
    default boolean lacks() {
        return false;
    }

    /** About how many bytes of the request it keeps. */
    default int kept() {
        return 0;
    }

    /** The jobs at that time; null if there are none any more. */
    @Nullable
    Seen at(long now);

    /** The response if there are no jobs any more. */
    Response gone();

    /** The preference that is applied, for {@code Preference-Applied}; empty if there is none. */
    default String applied() {
        return "";
    }

    /** One job. */
    record OneJob(JobStore all, JobJson json, Job job) implements JobView {

        @Override
        public List<Job> jobs() {
            return List.of(job);
        }

        @Override
        public @Nullable Seen at(long now) {
            return all.keeps(job, now) ? new Seen(jobs(), json.bytes(job, now)) : null;
        }

        @Override
        public Response gone() {
            return JobEndpoints.unknown(job.id());
        }
    }

    /**
     * The jobs with certain ids. Clients ask for 1,000 of them hundreds of times a second, so no object is created for an id that
     * is found.
     *
     * @param missing the ids that were not found when the request came
     * @param minimal whether the response has only those that are over
     */
    record JobsByIds(JobStore store, JobJson json, List<Job> jobs, List<String> missing, boolean minimal)
            implements JobView {

        static final int MOST = 1_000;
        /** The memory of a text without its characters, with its place in a list. */
        private static final int STRING = 60;

        /** @param ids with commas between them; spaces around an id are ignored */
        static JobsByIds of(String ids, JobStore store, JobJson json, long now, boolean minimal) {
            List<Job> found = new ArrayList<>(ids.length() / 14 + 1);
            Set<Job> once = Collections.newSetFromMap(new IdentityHashMap<>(ids.length() / 14 + 1));
            Set<String> missing = new LinkedHashSet<>(0);
            for (int from = 0; from <= ids.length(); ) {
                int comma = ids.indexOf(',', from);
                int end = comma < 0 ? ids.length() : comma;
                int begin = from;
                int to = end;
                while (begin < to && ids.charAt(begin) == ' ') {
                    begin++;
                }
                while (begin < to && ids.charAt(to - 1) == ' ') {
                    to--;
                }
                Job job = store.find(ids, begin, to, now).orElse(null);
                if (job == null) {
                    missing.add(ids.substring(begin, to));
                } else if (once.add(job)) {
                    found.add(job);
                }
                from = end + 1;
            }
            missing.removeIf(String::isBlank);
            int wanted = found.size() + missing.size();
            if (wanted == 0 || wanted > MOST) {
                throw RefusedException.badRequest(
                        "invalid_ids",
                        "ids has " + wanted + " ids; allowed are 1 to " + MOST + ", with commas between them.");
            }
            return new JobsByIds(store, json, found, List.copyOf(missing), minimal);
        }

        @Override
        public boolean lacks() {
            return !missing.isEmpty();
        }

        @Override
        public int kept() {
            int bytes = 0;
            for (String id : missing) {
                bytes += STRING + id.length();
            }
            return bytes;
        }

        @Override
        public Seen at(long now) {
            List<Job> seen = new ArrayList<>(minimal ? 8 : jobs.size());
            List<String> gone = missing;
            for (Job job : jobs) {
                if (!store.keeps(job, now)) {
                    gone = gone == missing ? new ArrayList<>(missing) : gone;
                    gone.add(job.id());
                } else if (!minimal || job.timeline().overFrom(now) <= now) {
                    seen.add(job);
                }
            }
            StringBuilder more = new StringBuilder(",\"missing\":[");
            for (int i = 0; i < gone.size(); i++) {
                JobJson.quoted(i == 0 ? more : more.append(','), gone.get(i));
            }
            byte[] body = json.bytes(seen, now, JobEndpoints.LONGEST, listed -> {
                if (listed < seen.size()) {
                    throw tooLong(listed);
                }
                return more.append(']').toString();
            });
            return new Seen(seen, body);
        }

        private static RefusedException tooLong(int listed) {
            return RefusedException.badRequest(
                    "too_long",
                    "The jobs with these ids take more than " + JobEndpoints.LONGEST + " characters; ask for at most "
                            + listed + " of them at a time.");
        }

        @Override
        public Response gone() {
            throw new IllegalStateException("a list of jobs is never gone");
        }

        @Override
        public String applied() {
            return minimal ? "return=minimal" : "";
        }
    }

    /**
     * A response that is not sent yet.
     *
     * <p>Its ETag has two parts: the first one stands for the states and stages of its jobs, the second one for every byte. A request to be
     * held is compared by the first part. A client that knows older states gets a response at once. If the client knows the present
     * states, the server holds its request, also if the progress has changed.
     *
     * @param jobs those in the body
     */
    record Seen(List<Job> jobs, byte[] body) {

        String etag(long now) {
            CRC32C bytes = new CRC32C();
            bytes.update(body);
            return '"' + states(now) + '-' + Long.toHexString(bytes.getValue()) + '"';
        }

        /** Whether the client's version has the same states. */
        boolean sameStates(String ifNoneMatch, long now) {
            return ifNoneMatch.equals("*") || ifNoneMatch.contains('"' + states(now) + '-');
        }

        private String states(long now) {
            CRC32C states = new CRC32C();
            for (Job job : jobs) {
                Snapshot snapshot = job.at(now);
                states.update(snapshot.state().ordinal() << 4 | snapshot.stage().ordinal());
            }
            return Long.toHexString(states.getValue());
        }
    }
}
