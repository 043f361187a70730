/**
 * Records on the topics: names, keys, headers, codecs. Called by every service; the only place that knows how a record looks. {@code docs/reference/records.md} lists what is here.
 */
@NullMarked
package dev.postrider.common.wire;

import org.jspecify.annotations.NullMarked;
