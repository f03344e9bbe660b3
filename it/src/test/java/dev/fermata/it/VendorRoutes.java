package dev.fermata.it;

/** A vendor's API: the routes that the faults of {@link ThirdPartyClientsIT} are for, and the words for a job that runs and for one that is done. */
enum VendorRoutes {
    HEYGEN("heygen", "POST /v3/video-translations", "GET /v3/video-translations/{id}", "running", "completed"),
    ELEVENLABS_DUBS("elevenlabs", "POST /v1/dubbing", "GET /v1/dubbing/{id}", "dubbing", "dubbed"),
    ELEVENLABS_PROJECTS(
            "elevenlabs",
            "POST /v1/dubbing/project",
            "GET /v1/dubbing/project/{project}/language/{language}",
            "processing",
            "completed"),
    REPLICATE(
            "replicate",
            "POST /v1/models/{owner}/{name}/predictions",
            "GET /v1/predictions/{id}",
            "processing",
            "succeeded"),
    AZURE(
            "azure",
            "PUT /videotranslation/translations/{id}",
            "GET /videotranslation/operations/{id}",
            "Running",
            "succeeded"),
    FAL("fal", "POST /fal-ai/heygen/*", "GET /{owner}/{alias}/requests/{id}/status", "IN_PROGRESS", "COMPLETED"),
    RUNWAY("runway", "POST /v1/voice_dubbing", "GET /v1/tasks/{id}", "RUNNING", "SUCCEEDED");

    final String dialect;
    final String creation;
    final String poll;
    final String running;
    final String completed;
    /** How many jobs of the simulator a creation makes: a project has one for its preparation. */
    final int jobs;

    VendorRoutes(String dialect, String creation, String poll, String running, String completed) {
        this.dialect = dialect;
        this.creation = creation;
        this.poll = poll;
        this.running = running;
        this.completed = completed;
        this.jobs = dialect.equals("elevenlabs") && creation.endsWith("/project") ? 2 : 1;
    }
}
