/**
 * Payloads that go before their rows: closes days whose payloads are past the time for which an organization keeps them, and removes those
 * page by page. The delivery log, dead letters and jobs ask here whether a day is closed; nothing else removes payloads.
 */
@NullMarked
package dev.postrider.api.retention;

import org.jspecify.annotations.NullMarked;
