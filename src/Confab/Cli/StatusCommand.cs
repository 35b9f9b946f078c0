using System.CommandLine;
using Confab.Messages;
using Confab.Store;

namespace Confab.Cli;

/// <summary><c>confab status</c>: how much waits, since when, and what keeps failing.</summary>
internal static class StatusCommand
{
    public static Command Make()
    {
        var status = new Command("status", "Show the queues, the oldest due job, and failing accounts and endpoints.");
        var options = new ServerOptions(status);
        status.SetAction((parsed, _) => RunAsync(options.Read(parsed)));
        return status;
    }

    private static async Task<int> RunAsync(IConfiguration configuration)
    {
        await using var tool = await Tool.OpenAsync(configuration);
        var now = tool.Service<TimeProvider>().Now();
        var (queues, failing, lost) = await tool.Db.ReadAsync(async sql => (
            await sql.QueryAsync<Queue>("""
                SELECT kind, COUNT(*) AS jobs, SUM(CASE WHEN lease IS NOT NULL THEN 1 ELSE 0 END) AS running, SUM(parked) AS parked,
                    MIN(CASE WHEN lease IS NULL AND head = 1 AND due <= @now THEN due END) AS oldest FROM jobs WHERE kind <> @JobKind AND kind <> @poll GROUP BY kind ORDER BY kind
                """, new { now, Chores.JobKind, poll = PollHandler.JobKind }),
            await sql.QueryAsync<Failing>("SELECT kind, bucket, failures, reason, paused_until FROM job_buckets ORDER BY kind, bucket"),
            await sql.FirstAsync<long>("SELECT COUNT(*) FROM webhook_deliveries WHERE status = 'failed' AND status <> 'delivered'")));
        Console.WriteLine($"queue depth   {queues.Sum(queue => queue.Jobs)}");
        foreach (var queue in queues)
            Console.WriteLine($"  {queue.Kind,-10} {queue.Jobs,8} jobs   {queue.Running,6} running   {queue.Parked,6} parked");
        var oldest = queues.Where(queue => queue.Oldest is not null).Select(queue => queue.Oldest!.Value).DefaultIfEmpty(0).Min();
        Console.WriteLine(oldest == 0 ? "oldest due    none" : $"oldest due    {new Timestamp(oldest)} ({(now - new Timestamp(oldest)).TotalSeconds:0.0} s ago)");
        foreach (var bucket in failing)
            bucket.Name = await tool.Db.ReadAsync(sql => NameAsync(sql, bucket.Bucket));
        failing.RemoveAll(bucket => bucket.Name is null);
        Console.WriteLine(failing.Count == 0 ? "failing       none" : "failing");
        foreach (var bucket in failing)
            Console.WriteLine($"  {bucket.Kind,-10} {bucket.Name}   {bucket.Failures} in a row, the last: {bucket.Reason}; next try {bucket.PausedUntil}");
        Console.WriteLine($"given up      {lost} webhook deliveries");
        return 0;
    }

    /// <summary>What a bucket is: an account, an endpoint, or as it is called; null when it is gone, and a job that ran meanwhile failed.</summary>
    private static async Task<string?> NameAsync(Sql sql, string bucket)
    {
        var what = bucket[(JobBuckets.GroupOf(bucket) is { Length: > 0 } group ? group.Length + 1 : 0)..];
        return !Guid.TryParseExact(what, "N", out var id) ? what
            : await sql.FirstAsync<string>($"SELECT type || ' account ' || name FROM accounts WHERE id = @id AND tm_delete = {Timestamp.NeverSql}", new { id })
                ?? await sql.FirstAsync<string>("SELECT uri FROM webhook_endpoints WHERE id = @id", new { id });
    }

    private sealed class Queue
    {
        public string Kind { get; init; } = "";

        public long Jobs { get; init; }

        public long Running { get; init; }

        public long Parked { get; init; }

        public long? Oldest { get; init; }
    }

    private sealed class Failing
    {
        public string Kind { get; init; } = "";

        public string Bucket { get; init; } = "";

        public string? Name { get; set; }

        public int Failures { get; init; }

        public string Reason { get; init; } = "";

        public Timestamp PausedUntil { get; init; }
    }
}
