/**
 * The canonical form of URLs and host names, the one place that has it. Called by the API where a webhook is written and by the
 * sender where it is called, so that both read a URL alike; never resolves a name.
 */
@NullMarked
package dev.postrider.egress.url;

import org.jspecify.annotations.NullMarked;
