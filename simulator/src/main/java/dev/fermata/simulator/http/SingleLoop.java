package dev.fermata.simulator.http;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One event loop. It reports an {@link OutOfMemoryError} of a task. Netty's own loop only logs it, and goes on. */
public final class SingleLoop extends MultiThreadIoEventLoopGroup {

    private volatile Consumer<OutOfMemoryError> outOfMemory = full -> {};

    public SingleLoop(DefaultThreadFactory threads, Transport transport) {
        super(1, threads, transport.io());
    }

    /** @param listener called on the event loop if memory is full */
    public void onOutOfMemory(Consumer<OutOfMemoryError> listener) {
        outOfMemory = listener;
    }

    /**
     * Returns whether memory is full, and reports that.
     *
     * @param loop the event loop on which the problem was noticed
     */
    public static boolean outOfMemory(EventExecutor loop, Throwable problem) {
        if (!(problem instanceof OutOfMemoryError full)) {
            return false;
        }
        if (loop.parent() instanceof SingleLoop mine) {
            mine.outOfMemory.accept(full);
        }
        return true;
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory io, Object... none) {
        return new ReportingLoop(executor, io);
    }

    private final class ReportingLoop extends SingleThreadIoEventLoop {

        ReportingLoop(Executor executor, IoHandlerFactory io) {
            super(SingleLoop.this, executor, io);
        }

        @Override
        public void execute(Runnable task) {
            super.execute(reporting(task));
        }

        @Override
        public Future<?> submit(Runnable task) {
            return super.submit(reporting(task));
        }

        @Override
        public <V> Future<V> submit(Callable<V> task) {
            return super.submit(reporting(task));
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            return super.schedule(reporting(task), delay, unit);
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
            return super.schedule(reporting(task), delay, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            return super.scheduleWithFixedDelay(reporting(task), first, delay, unit);
        }

        private Runnable reporting(Runnable task) {
            return () -> {
                try {
                    task.run();
                } catch (OutOfMemoryError full) {
                    outOfMemory(this, full);
                    throw full;
                }
            };
        }

        private <V> Callable<V> reporting(Callable<V> task) {
            return () -> {
                try {
                    return task.call();
                } catch (OutOfMemoryError full) {
                    outOfMemory(this, full);
                    throw full;
                }
            };
        }
    }
}
