package dev.postrider.api.job;

import reactor.core.publisher.Mono;

/** What jobs of one kind do, a page at a time. */
interface JobWork {
    JobKind kind();

    /**
     * Does the page behind the job's place. Completes once Kafka has all that it produced; done again, in part or in whole,
     * it produces records of the same identities.
     *
     * @return an error of {@link JobFailedException} where the job cannot go on
     */
    Mono<JobPage> page(Job job, int size);
}
