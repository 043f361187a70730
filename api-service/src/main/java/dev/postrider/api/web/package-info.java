/**
 * What HTTP asks of every feature: reading bodies and query parameters strictly, answers, pages and problems. Called by all controllers; knows no feature.
 */
@NullMarked
package dev.postrider.api.web;

import org.jspecify.annotations.NullMarked;
