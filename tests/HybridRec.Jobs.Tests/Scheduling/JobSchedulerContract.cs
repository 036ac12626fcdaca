using System.Collections.Concurrent;
using System.Threading.Channels;
using HybridRec.Jobs.Scheduling;

namespace HybridRec.Jobs.Tests.Scheduling;

/// <summary>What every implementation of <see cref="IJobScheduler"/> promises.</summary>
public abstract class JobSchedulerContract : IAsyncDisposable
{
    // Long, for a machine under load may stand still for a minute; a test that passes never waits so long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly JobSchedule EveryMinute = new("tick", "* * * * *");

    private readonly List<IJobScheduler> _schedulers = [];

    private protected TimerClock Clock { get; } = new();

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A scheduler on the test's store, as a new process would open it.</summary>
    private protected abstract IJobScheduler Open(TimeProvider clock);

    public virtual async ValueTask DisposeAsync()
    {
        foreach (IJobScheduler scheduler in _schedulers)
        {
            await scheduler.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Enqueue_TheSameRunTwice_CallsOnceWithItsNumber()
    {
        Calls calls = new();
        calls.Hold();
        IJobScheduler scheduler = await StartAsync(calls.HandleAsync);

        // The first run of the job is under way, so that the second is asked for twice before it can begin.
        await scheduler.EnqueueAsync("job", 6, default, Cancel);
        await WaitWhileTheClockGoesOnAsync(calls, 1);
        await scheduler.EnqueueAsync("job", 7, default, Cancel);
        await scheduler.EnqueueAsync("job", 7, default, Cancel);
        calls.Release();
        await scheduler.EnqueueAsync("other", 8, default, Cancel);
        await WaitWhileTheClockGoesOnAsync(calls, 3);
        await scheduler.StopAsync(Cancel);

        Assert.Equal(
            [new JobCall("job", 6), new JobCall("job", 7), new JobCall("other", 8)], calls.Made.OrderBy(call => call.Run));
    }

    [Fact]
    public async Task Enqueue_OneJobTwice_NeverRunsAtOnceButOtherJobsDo()
    {
        Calls calls = new();
        calls.Hold();
        IJobScheduler scheduler = await StartAsync(calls.HandleAsync);

        await scheduler.EnqueueAsync("job", 1, default, Cancel);
        await scheduler.EnqueueAsync("job", 2, default, Cancel);
        await scheduler.EnqueueAsync("other", 3, default, Cancel);
        await WaitWhileTheClockGoesOnAsync(calls, 2);
        Assert.Equal(["job", "other"], calls.Made.Select(call => call.Job).Order());
        calls.Release();
        await WaitWhileTheClockGoesOnAsync(calls, 3);

        Assert.Equal(1, calls.MostAtOnce("job"));
    }

    [Fact]
    public async Task Handler_AsksForAnotherTry_IsCalledAgainWithTheRun()
    {
        Calls calls = new();
        int failures = 2;
        IJobScheduler scheduler = await StartAsync(async (call, cancel) =>
        {
            await calls.HandleAsync(call, cancel);
            return failures-- > 0 ? JobVerdict.Again(9, Clock.GetUtcNow()) : JobVerdict.Done;
        });

        await scheduler.EnqueueAsync("job", 9, default, Cancel);
        await WaitWhileTheClockGoesOnAsync(calls, 3);

        Assert.All(calls.Made, call => Assert.Equal(new JobCall("job", 9), call));
    }

    [Fact]
    public async Task Handler_AsksForALaterTry_IsNotCalledBefore()
    {
        Calls calls = new();
        IJobScheduler scheduler = await StartAsync(async (call, cancel) =>
        {
            await calls.HandleAsync(call, cancel);
            return calls.Made.Count(made => made.Job == "job") == 1
                ? JobVerdict.Again(1, Clock.GetUtcNow() + TimeSpan.FromHours(1))
                : JobVerdict.Done;
        });

        await scheduler.EnqueueAsync("job", 1, default, Cancel);
        await WaitWhileTheClockGoesOnAsync(calls, 1);
        await scheduler.EnqueueAsync("other", 2, default, Cancel);
        await WaitWhileTheClockGoesOnAsync(calls, 2);
        Assert.Single(calls.Made, call => call.Job == "job");
        Clock.Advance(TimeSpan.FromHours(1));
        await WaitWhileTheClockGoesOnAsync(calls, 3);

        Assert.Equal(2, calls.Made.Count(call => call.Job == "job"));
    }

    [Fact]
    public async Task Handler_Throws_OthersAndLaterCallsGoOn()
    {
        Calls calls = new();
        IJobScheduler scheduler = await StartAsync(async (call, cancel) =>
        {
            await calls.HandleAsync(call, cancel);
            return call.Run == 1 ? throw new InvalidOperationException("a bug") : JobVerdict.Done;
        });

        await scheduler.EnqueueAsync("job", 1, default, Cancel);
        await WaitWhileTheClockGoesOnAsync(calls, 1);
        await scheduler.EnqueueAsync("job", 2, default, Cancel);
        await WaitWhileTheClockGoesOnAsync(calls, 2);

        Assert.Equal([1, 2], calls.Made.Select(call => call.Run));
    }

    [Fact]
    public async Task Stop_DuringACall_FiresItsTokenAndTheNextStartGoesOn()
    {
        Calls calls = new();
        IJobScheduler first = await StartAsync(async (call, cancel) =>
        {
            await calls.HandleAsync(call, cancel);
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            catch (OperationCanceledException)
            {
            }

            return JobVerdict.Again(call.Run!.Value, Clock.GetUtcNow());
        });
        await first.EnqueueAsync("job", 4, default, Cancel);
        await WaitWhileTheClockGoesOnAsync(calls, 1);

        await first.StopAsync(Cancel);
        Assert.Single(calls.Made);
        await StartAsync(calls.HandleAsync);

        await WaitWhileTheClockGoesOnAsync(calls, 2);
        Assert.Equal(new JobCall("job", 4), calls.Made.Last());
    }

    [Fact]
    public async Task Stop_BeforeACallHasReachedItsFirstAwait_WaitsForItsVerdict()
    {
        Calls calls = new();
        using ManualResetEventSlim go = new();
        IJobScheduler first = await StartAsync((call, cancel) =>
        {
            _ = calls.HandleAsync(call, cancel);
            go.Wait(Cancel);
            return Task.FromResult(JobVerdict.Again(call.Run!.Value, Clock.GetUtcNow()));
        });
        await first.EnqueueAsync("job", 4, default, Cancel);
        await WaitWhileTheClockGoesOnAsync(calls, 1);

        Task stopping = first.StopAsync(Cancel);
        await Task.WhenAny(stopping, Task.Delay(300, Cancel));
        go.Set();
        await stopping;
        await StartAsync(calls.HandleAsync);

        await WaitWhileTheClockGoesOnAsync(calls, 2);
        Assert.Equal(new JobCall("job", 4), calls.Made.Last());
    }

    [Fact]
    public async Task Schedule_ComesDue_CallsWithoutARun()
    {
        Calls calls = new();
        await StartAsync(calls.HandleAsync, EveryMinute);

        Clock.Advance(TimeSpan.FromSeconds(61));
        await WaitWhileTheClockGoesOnAsync(calls, 1);

        Assert.Equal(new JobCall("tick", null), calls.Made.First());
    }

    [Fact]
    public async Task Schedule_ClockJumpsByADay_IsMadeUpForOnce()
    {
        Calls calls = new();
        IJobScheduler scheduler = await StartAsync(calls.HandleAsync, EveryMinute);

        Clock.Advance(TimeSpan.FromDays(1));
        await WaitWhileTheClockGoesOnAsync(calls, 1);
        await scheduler.EnqueueAsync("other", 1, default, Cancel);
        await calls.WaitAsync(2);
        await scheduler.StopAsync(Cancel);

        Assert.Single(calls.Made, call => call.Job == "tick");
    }

    [Theory]
    [InlineData(MisfirePolicy.RunOnce, 1)]
    [InlineData(MisfirePolicy.Skip, 0)]
    public async Task Schedule_MissedWhileNothingRan_FollowsThePolicy(MisfirePolicy policy, int expected)
    {
        // Noon is 30 minutes past at most once within the test.
        JobSchedule hourly = new("tick", "30 * * * *", "UTC", policy);
        Calls calls = new();
        IJobScheduler first = await StartAsync(calls.HandleAsync, hourly);
        await first.StopAsync(Cancel);
        Clock.Advance(TimeSpan.FromHours(5));

        IJobScheduler second = await StartAsync(calls.HandleAsync, hourly);
        await second.EnqueueAsync("other", 1, default, Cancel);
        await WaitWhileTheClockGoesOnAsync(calls, 1 + expected);
        await second.StopAsync(Cancel);

        Assert.Equal(expected, calls.Made.Count(call => call.Job == "tick"));
    }

    [Fact]
    public async Task Schedule_NoLongerWanted_CallsNoMore()
    {
        Calls calls = new();
        IJobScheduler first = await StartAsync(calls.HandleAsync, EveryMinute);
        await first.StopAsync(Cancel);

        IJobScheduler second = await StartAsync(calls.HandleAsync, EveryMinute with { Job = "tock" });
        Clock.Advance(TimeSpan.FromSeconds(61));
        await WaitWhileTheClockGoesOnAsync(calls, 1);
        await second.StopAsync(Cancel);

        Assert.DoesNotContain(calls.Made, call => call.Job == "tick");
    }

    /// <summary>
    /// A store may tell of a call's end, or of a time that came while it was about to wait, only at its next look, for which the
    /// clock has to go on.
    /// </summary>
    private protected Task WaitWhileTheClockGoesOnAsync(Calls calls, int count) => WhileTheClockGoesOnAsync(calls.WaitAsync(count));

    private protected async Task WhileTheClockGoesOnAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(50, Cancel));
        }

        await task;
    }

    private protected async Task<IJobScheduler> StartAsync(JobHandler handler, params JobSchedule[] schedules)
    {
        IJobScheduler scheduler = Open(Clock);
        _schedulers.Add(scheduler);
        await scheduler.StartAsync(schedules, handler, Cancel);
        return scheduler;
    }

    /// <summary>Counts calls and may hold them.</summary>
    private protected sealed class Calls
    {
        private readonly ConcurrentQueue<JobCall> _made = new();
        private readonly Channel<JobCall> _arrived = Channel.CreateUnbounded<JobCall>();
        private readonly ConcurrentDictionary<string, (int Now, int Most)> _running = new();
        private TaskCompletionSource? _held;
        private int _seen;

        public IReadOnlyCollection<JobCall> Made => _made;

        public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _held!.SetResult();

        public int MostAtOnce(string job) => _running[job].Most;

        public async Task<JobVerdict> HandleAsync(JobCall call, CancellationToken cancellationToken)
        {
            _running.AddOrUpdate(call.Job, (1, 1), (_, was) => (was.Now + 1, Math.Max(was.Most, was.Now + 1)));
            _made.Enqueue(call);
            _arrived.Writer.TryWrite(call);
            if (_held is { } held)
            {
                await held.Task.WaitAsync(cancellationToken);
            }

            _running.AddOrUpdate(call.Job, (0, 0), (_, was) => (was.Now - 1, was.Most));
            return JobVerdict.Done;
        }

        public async Task WaitAsync(int count)
        {
            for (; _seen < count; _seen++)
            {
                await _arrived.Reader.ReadAsync(Cancel).AsTask().WaitAsync(Patience, Cancel);
            }
        }
    }
}
