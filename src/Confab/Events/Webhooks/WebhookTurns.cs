using Confab.Store;

namespace Confab.Events.Webhooks;

/// <summary>
/// Whose turn it is at an endpoint that takes so many deliveries per second. Turns are given out by the database, so all nodes together keep
/// to the limit; those that ask while others are asked for wait and are asked for together.
/// </summary>
internal sealed class WebhookTurns(Db db)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, List<TaskCompletionSource<Timestamp>>> waiting = [];

    /// <summary>When the next delivery may go.</summary>
    public Task<Timestamp> NextAsync(WebhookEndpoint endpoint)
    {
        var mine = new TaskCompletionSource<Timestamp>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (waiting.TryGetValue(endpoint.Id, out var others))
            {
                others.Add(mine);
                return mine.Task;
            }
            waiting[endpoint.Id] = [mine];
        }
        _ = AskAllAsync(endpoint);
        return mine.Task;
    }

    private async Task AskAllAsync(WebhookEndpoint endpoint)
    {
        while (true)
        {
            List<TaskCompletionSource<Timestamp>> asking;
            lock (gate)
            {
                asking = waiting[endpoint.Id];
                if (asking.Count == 0)
                {
                    waiting.Remove(endpoint.Id);
                    return;
                }
                waiting[endpoint.Id] = [];
            }
            try
            {
                var step = endpoint.Step;
                var first = await db.WriteAsync(unit => TakeAsync(unit, endpoint, step * asking.Count)) + -step * asking.Count;
                for (var i = 0; i < asking.Count; i++)
                    asking[i].SetResult(first + step * i);
            }
            catch (Exception e)
            {
                asking.ForEach(one => one.SetException(e));
            }
        }
    }

    /// <summary>Takes the next turns, this much time of them; returns when they end.</summary>
    private static Task<Timestamp> TakeAsync(Unit unit, WebhookEndpoint endpoint, TimeSpan time) => unit.FirstAsync<Timestamp>("""
        UPDATE webhook_endpoints SET tm_turn = CASE WHEN tm_turn > @Now THEN tm_turn ELSE @Now END + @time WHERE customer_id = @CustomerId AND id = @Id RETURNING tm_turn
        """, new { unit.Now, time = time.Ticks / TimeSpan.TicksPerMicrosecond, endpoint.CustomerId, endpoint.Id });
}
