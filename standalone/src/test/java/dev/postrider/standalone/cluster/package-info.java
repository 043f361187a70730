/** What the pages about existing clusters and about operations say, tried with the three services apart from each other. */
@NullMarked
package dev.postrider.standalone.cluster;

import org.jspecify.annotations.NullMarked;
