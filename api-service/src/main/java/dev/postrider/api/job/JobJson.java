package dev.postrider.api.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Jobs as the API writes them. */
final class JobJson {
    private JobJson() {}

    static void write(JsonGenerator json, Job job) {
        json.writeStartObject();
        json.writeStringProperty("id", job.id().toString());
        json.writeStringProperty("organization_id", job.organization().value());
        json.writeStringProperty("kind", job.kind().text());
        json.writeStringProperty("status", job.state().text());
        json.writeName("filter");
        SelectionJson.write(json, job.selection());
        @Nullable Integer rate = job.rate();
        if (rate != null) {
            json.writeNumberProperty("rate_per_second", rate);
        }
        progress(json, job.progress());
        json.writeStringProperty("created_by", job.createdBy());
        json.writeStringProperty("created_at", job.createdAt().toString());
        @Nullable Instant finishedAt = job.finishedAt();
        json.writeStringProperty("finished_at", finishedAt == null ? null : finishedAt.toString());
        json.writeStringProperty("error", job.error());
        json.writeEndObject();
    }

    /** What an operational event says of a job, within an object that has been begun. */
    static void outcome(JsonGenerator json, Job job) {
        json.writeStringProperty(job.kind().text() + "_id", job.id().toString());
        progress(json, job.progress());
    }

    private static void progress(JsonGenerator json, Progress progress) {
        json.writeNumberProperty("total", progress.total());
        json.writeNumberProperty("done", progress.done());
        json.writeNumberProperty("skipped", progress.skippedInAll());
        json.writeObjectPropertyStart("skipped_reasons");
        progress.skipped().forEach(json::writeNumberProperty);
        json.writeEndObject();
    }
}
