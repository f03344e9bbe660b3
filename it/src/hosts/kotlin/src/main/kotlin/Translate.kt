package com.example.talks

import dev.fermata.client.Outcome
import dev.fermata.client.Waiter
import dev.fermata.client.backend.Backend
import dev.fermata.client.backend.FermataSubmission
import dev.fermata.simulator.Simulator
import java.net.URI
import java.time.Duration

/** The translated video of a job that takes a fifth of a second. */
fun translate(video: URI): String =
    Simulator.builder().port(0).start().use { simulator ->
        Waiter.builder(Backend.fermata(simulator.uri())).build().use { waiter ->
            val talk = FermataSubmission.of(video, "es").withDuration(Duration.ofMillis(200))
            val job = waiter.submit(talk, Duration.ofSeconds(30))
            when (val outcome = waiter.await(job.id(), Duration.ofMinutes(1))) {
                is Outcome.Completed -> outcome.snapshot().result().getValue("video_url")
                is Outcome.Failed -> error("${outcome.code()}: ${outcome.message()}")
                is Outcome.Canceled, is Outcome.NeedsAttention, is Outcome.Rejected, is Outcome.TimedOut -> error(outcome)
            }
        }
    }
