/**
 * A webhook's place in the dispatcher: bounded queue and limit in flight. Called by the intake's thread alone; never knows what an attempt is.
 */
@NullMarked
package dev.postrider.dispatcher.lane;

import org.jspecify.annotations.NullMarked;
