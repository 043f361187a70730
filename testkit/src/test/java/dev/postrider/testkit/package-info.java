/** Tests of the test support itself: a fault that is not what it says would prove nothing elsewhere. */
@NullMarked
package dev.postrider.testkit;

import org.jspecify.annotations.NullMarked;
