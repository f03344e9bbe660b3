package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.VendorDialect;
import dev.fermata.simulator.dialect.VendorDialect.Vendor;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.webhook.WebhookMessage;
import java.util.List;

/** ElevenLabs' APIs for dubbing: the older one for single dubs, and the one for projects. */
public final class ElevenLabsDialect extends VendorDialect<ElevenLabsApi, ElevenLabsCall> {

    static final String NAME = "elevenlabs";

    public static final Vendor VENDOR = new Vendor(NAME, () -> ElevenLabsOptions.ALL, ElevenLabsDialect::new);

    private ElevenLabsDialect(Services services, SettingValues options) {
        super(NAME, services, options);
    }

    @Override
    protected ElevenLabsApi create(Services services, SettingValues options) {
        return new ElevenLabsApi(services, options);
    }

    @Override
    protected Answer answer(ElevenLabsApi api, ElevenLabsCall call, Request request) {
        return api.answer(call, request);
    }

    @Override
    protected List<ElevenLabsCall> calls(SettingValues options) {
        return List.of(ElevenLabsCall.values());
    }

    /** Webhooks belong to projects, and not to the callback URL of a job. */
    @Override
    public boolean hasOtherReceivers() {
        return true;
    }

    @Override
    public List<WebhookMessage> webhooks(Job job, long at) {
        return api().events.ended(job, at);
    }

    @Override
    public Problem.Format errors() {
        return new ErrorFormat(this, "");
    }

    /** @param notFound the error for a file that does not exist; empty for other routes */
    private record ErrorFormat(ElevenLabsDialect dialect, String notFound) implements Problem.Format {

        @Override
        public Response response(Problem problem) {
            ElevenLabsErrors errors = dialect.api().errors;
            return notFound.isEmpty() ? errors.response(problem) : errors.ofFiles(problem, notFound);
        }

        @Override
        public Problem.Format at(String route) {
            return route.startsWith(ElevenLabsCall.FILES)
                    ? new ErrorFormat(dialect, route.contains("/audio/") ? DubFiles.NO_DUB : DubFiles.NO_TRANSCRIPT)
                    : this;
        }

        @Override
        public boolean keeps(String header, Problem problem) {
            return dialect.api().errors.keeps(header, problem);
        }
    }

    @Override
    protected void reset(ElevenLabsApi api) {
        api.reset();
    }
}
