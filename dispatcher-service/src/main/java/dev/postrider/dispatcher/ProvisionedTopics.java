package dev.postrider.dispatcher;

import dev.postrider.common.wire.Topics;

/** The topics, which exist and are as they must be. */
record ProvisionedTopics(Topics names) {}
