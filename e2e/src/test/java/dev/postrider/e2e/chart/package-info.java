/** The Helm chart, rendered by Helm itself and checked against Kubernetes' models. */
@NullMarked
package dev.postrider.e2e.chart;

import org.jspecify.annotations.NullMarked;
