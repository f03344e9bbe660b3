package dev.fermata.cli;

import dev.fermata.cli.vendor.Vendor;
import java.util.List;
import java.util.stream.Stream;

/**
 * A job of a vendor: the requests of its life, and their answers.
 *
 * @param options what its commands need beside the vendor's name
 * @param submission the request that makes it
 * @param polls the requests that find out its end
 * @param completed the answer to each of them
 * @param key the header that has the key "sesame"
 */
record VendorJob(
        Vendor vendor,
        List<String> options,
        String submission,
        String submitted,
        String id,
        List<String> polls,
        List<String> completed,
        String key) {

    static Stream<VendorJob> each() {
        return Stream.of(
                new VendorJob(
                        Vendor.HEYGEN,
                        List.of(),
                        "POST /v3/video-translations",
                        "{'data':{'video_translation_ids':['vt_1']}}",
                        "vt_1",
                        List.of("GET /v3/video-translations/vt_1"),
                        List.of("{'data':{'status':'completed','video_url':'https://v/es.mp4'}}"),
                        "X-Api-Key: sesame"),
                new VendorJob(
                        Vendor.ELEVENLABS,
                        List.of(),
                        "POST /v1/dubbing",
                        "{'dubbing_id':'dub_1','expected_duration_sec':60}",
                        "dub_1",
                        List.of("GET /v1/dubbing/dub_1"),
                        List.of("{'status':'dubbed','target_languages':['es']}"),
                        "xi-api-key: sesame"),
                new VendorJob(
                        Vendor.ELEVENLABS_PROJECT,
                        List.of(),
                        "POST /v1/dubbing/project",
                        "{'project_id':'proj_1','language_ids':['lang_1'],'status':'queued'}",
                        "proj_1/lang_1",
                        List.of("GET /v1/dubbing/project/proj_1/language/lang_1"),
                        List.of("{'status':'completed','outputs':{'video':'https://v/es.mp4'}}"),
                        "xi-api-key: sesame"),
                new VendorJob(
                        Vendor.REPLICATE,
                        List.of("--model", "acme/dub"),
                        "POST /v1/models/acme/dub/predictions",
                        "{'id':'p1','status':'starting'}",
                        "p1",
                        List.of("GET /v1/predictions/p1"),
                        List.of("{'id':'p1','status':'succeeded','output':'https://v/es.mp4'}"),
                        "Authorization: Bearer sesame"),
                new VendorJob(
                        Vendor.AZURE,
                        List.of("--region", "westeurope"),
                        "PUT /translations/order-1",
                        "{'id':'order-1'}",
                        "order-1",
                        List.of("GET /translations/order-1"),
                        List.of(
                                "{'id':'order-1','latestIteration':{'status':'Succeeded','result':{'url':'https://v/es.mp4'}}}"),
                        "Ocp-Apim-Subscription-Key: sesame"),
                new VendorJob(
                        Vendor.FAL,
                        List.of("--model", "acme/dub/speed"),
                        "POST /acme/dub/speed",
                        "{'request_id':'r1','status':'IN_QUEUE'}",
                        "r1",
                        List.of("GET /acme/dub/requests/r1/status", "GET /acme/dub/requests/r1"),
                        List.of("{'status':'COMPLETED'}", "{'video':{'url':'https://v/es.mp4'}}"),
                        "Authorization: Key sesame"));
    }

    void playedBy(CannedServer server) {
        server.answer(submission, 200, submitted);
        for (int i = 0; i < polls.size(); i++) {
            server.answer(polls.get(i), 200, completed.get(i));
        }
    }

    /** A command for the vendor at this URL. */
    String[] command(String command, String url, String... more) {
        return Stream.of(Stream.of(command, vendor.toString(), "--url", url), options.stream(), Stream.of(more))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    String keyHeader() {
        return key.substring(0, key.indexOf(':'));
    }

    String keyValue() {
        return key.substring(key.indexOf(' ') + 1);
    }

    @Override
    public String toString() {
        return vendor.toString();
    }
}
