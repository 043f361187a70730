package dev.postrider.api.job;

import io.micrometer.core.instrument.Counter;
import reactor.core.publisher.Mono;

/** A kind of work of which each page counts as it is done: a page that a crash repeats counts again. */
record CountedWork(JobWork work, Counter done) implements JobWork {
    @Override
    public JobKind kind() {
        return work.kind();
    }

    @Override
    public Mono<JobPage> page(Job job, int limit) {
        return work.page(job, limit).doOnNext(page -> done.increment((double) page.done()));
    }
}
