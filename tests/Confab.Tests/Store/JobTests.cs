using System.Collections.Concurrent;
using Confab.Store;

namespace Confab.Tests.Store;

public sealed class JobTests
{
    [Fact]
    public async Task Jobs_of_a_lane_run_one_at_a_time_in_order_and_lanes_side_by_side()
    {
        var handler = new Recorder();
        await using var server = await StartAsync(handler);
        var jobs = server.Services.GetRequiredService<Jobs>();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async lane =>
        {
            for (var i = 0; i < 20; i++)
                await server.Db.WriteAsync(unit => jobs.Add(unit, new NewJob("test", $"lane{lane}", "", $"{i}")));
        }));
        await Poll.UntilAsync(() => Task.FromResult(handler.Ran.Count), count => count == 400);
        foreach (var lane in handler.Ran.GroupBy(job => job.Lane))
            lane.Select(job => int.Parse(job.Payload)).ShouldBe(Enumerable.Range(0, 20));
        handler.Overlapped.ShouldBeFalse();
    }

    [Fact]
    public async Task Jobs_run_beside_the_writer_and_not_on_its_thread()
    {
        var handler = new Recorder();
        await using var server = await StartAsync(handler);
        await server.Db.WriteAsync(unit => server.Services.GetRequiredService<Jobs>().Add(unit, new NewJob("test", "lane", "", "x")));
        await Poll.UntilAsync(() => Task.FromResult(handler.Threads.Count), count => count == 1);
        handler.Threads.ShouldNotContain("sqlite writer");
    }

    [Fact]
    public async Task A_job_whose_lease_ran_out_while_it_runs_here_is_renewed_and_not_run_again()
    {
        var handler = new Recorder();
        var over = new TaskCompletionSource();
        handler.Work = (_, stop) => over.Task.WaitAsync(stop);
        await using var server = await StartAsync(handler);
        await server.Db.WriteAsync(unit => server.Services.GetRequiredService<Jobs>().Add(unit, new NewJob("test", "lane", "", "x")));
        await Poll.UntilAsync(() => Task.FromResult(handler.Ran.Count), count => count == 1);
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE jobs SET due = 1 WHERE kind = 'test'"));
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT due FROM jobs WHERE kind = 'test'")), due => due > 1);
        over.SetResult();
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind = 'test'")), left => left == 0);
        handler.Ran.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_has_lost_a_lease_changes_nothing()
    {
        var handler = new Recorder();
        await using var server = await StartAsync(handler);
        var effects = 0;
        handler.Settle = job => async unit =>
        {
            await unit.ExecuteAsync("UPDATE jobs SET lease = @other WHERE position = @Position", new { other = Guid.NewGuid(), job.Position });
            unit.OnCommit(() => effects++);
            return Next.Finished;
        };
        await server.Db.WriteAsync(unit => server.Services.GetRequiredService<Jobs>().Add(unit, new NewJob("test", "lane", "", "x")));
        await Poll.UntilAsync(() => Task.FromResult(handler.Ran.Count), count => count >= 1);
        (await server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind = 'test'"))).ShouldBe(1);
        effects.ShouldBe(0);
    }

    [Fact]
    [Trait("Store", "SQLite")]
    public async Task A_wall_clock_that_goes_back_an_hour_holds_up_no_lane()
    {
        var clock = new MovableClock { Offset = TimeSpan.FromHours(1) };
        var (handler, gate) = (new Recorder(), new TaskCompletionSource());
        handler.Work = (job, _) => job.Payload == "0" ? gate.Task : Task.CompletedTask;
        await using var server = await TestServer.StartAsync(replace: services => services.AddSingleton<TimeProvider>(clock).AddSingleton<IJobHandler>(handler));
        var jobs = server.Services.GetRequiredService<Jobs>();
        for (var i = 0; i < 10; i++)
            await server.Db.WriteAsync(unit => jobs.Add(unit, new NewJob("test", "lane", "", $"{i}")));
        clock.Offset = TimeSpan.Zero;
        gate.SetResult();
        await Poll.UntilAsync(() => Task.FromResult(handler.Ran.Count), count => count == 10);
    }

    [Fact]
    public async Task One_job_that_always_fails_does_not_stop_its_neighbours()
    {
        var handler = new Recorder { Settle = job => _ => Task.FromResult(job.Payload == "poison" ? new Next.Retry(TimeSpan.FromMilliseconds(20), "refused") : Next.Finished) };
        await using var server = await StartAsync(handler);
        var jobs = server.Services.GetRequiredService<Jobs>();
        await server.Db.WriteAsync(unit => jobs.Add(unit, new NewJob("test", "poisoned", "bucket", "poison")));
        await Poll.UntilAsync(() => Task.FromResult(handler.Ran.Count), count => count >= JobBuckets.Threshold + 5);
        (await server.Db.ReadAsync(sql => sql.FirstAsync<int>("SELECT failures FROM job_buckets WHERE kind = 'test'"))).ShouldBe(1);
        await server.Db.WriteAsync(unit => jobs.Add(unit, new NewJob("test", "innocent", "bucket", "fine")));
        await Poll.UntilAsync(() => Task.FromResult(handler.Ran.Any(job => job.Payload == "fine")), ran => ran);
    }

    [Fact]
    public async Task A_bucket_that_keeps_failing_is_probed_by_one_job_at_a_time_and_all_go_when_it_is_well()
    {
        var handler = new Recorder { Settle = _ => _ => Task.FromResult<Next>(new Next.Retry(TimeSpan.FromMilliseconds(300), "down")) };
        await using var server = await StartAsync(handler);
        var jobs = server.Services.GetRequiredService<Jobs>();
        await server.Db.WriteAsync(async unit =>
        {
            for (var lane = 0; lane < 200; lane++)
                jobs.Add(unit, new NewJob("test", $"lane{lane}", "bucket", "x"));
        });
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind = 'test' AND parked = 1")), parked => parked >= 150);
        handler.Ran.Count.ShouldBeLessThan(100);
        handler.Settle = _ => _ => Task.FromResult(Next.Finished);
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind = 'test'")), left => left == 0);
        handler.Ran.Select(job => job.Lane).Distinct().Count().ShouldBe(200);
    }

    [Fact]
    public async Task A_job_that_fails_unexpectedly_is_tried_again()
    {
        var handler = new Recorder();
        handler.Settle = job => job.Attempt == 0 ? throw new InvalidOperationException("a bug") : _ => Task.FromResult(Next.Finished);
        await using var server = await StartAsync(handler);
        server.ExpectsFaults = true;
        await server.Db.WriteAsync(unit => server.Services.GetRequiredService<Jobs>().Add(unit, new NewJob("test", "lane", "", "x")));
        await Poll.UntilAsync(() => Task.FromResult(handler.Ran.Count), count => count == 2);
    }

    private static Task<TestServer> StartAsync(IJobHandler handler) => TestServer.StartAsync(replace: services => services.AddSingleton(handler));

    private sealed class Recorder : IJobHandler
    {
        private readonly ConcurrentDictionary<string, bool> running = new();

        public ConcurrentQueue<Job> Ran { get; } = new();

        public ConcurrentBag<string> Threads { get; } = [];

        public bool Overlapped { get; private set; }

        public Func<Job, Func<Unit, Task<Next>>> Settle { get; set; } = _ => _ => Task.FromResult(Next.Finished);

        public string Kind => "test";

        public int Concurrency => 16;

        public int PerBucket => 16;

        public bool Probes => true;

        public Func<Job, CancellationToken, Task> Work { get; set; } = async (_, _) => await Task.Yield();

        public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
        {
            Threads.Add(Thread.CurrentThread.Name ?? "");
            Overlapped |= !running.TryAdd(job.Lane, true);
            Ran.Enqueue(job);
            await Work(job, stop);
            running.TryRemove(job.Lane, out _);
            return Settle(job);
        }
    }
}
