/** Tests of holding and handing back. */
@NullMarked
package dev.postrider.scheduler.tier;

import org.jspecify.annotations.NullMarked;
