using System.Text.Json.Serialization;
using Confab.Auth;
using Confab.Store;

namespace Confab.Live;

/// <summary><c>GET /events</c>: a customer's events by request, oldest first; a request may wait for the next.</summary>
internal sealed class FeedActions(Db db, LiveReader reader, Subscriptions subscriptions, Credentials credentials, TimeProvider clock)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    public async Task<IResult> ListAsync(Call call)
    {
        var (request, begin) = (FeedRequest.Read(call), clock.GetTimestamp());
        using var listening = reader.Listen();
        if (await SettledAsync(request.Wait > Least ? request.Wait : Least, call.Http.RequestAborted) is not { } settled)
            return Answer([], request.After);
        var events = await ReadAsync(call, request, settled);
        while (events.Count == 0 && request.Wait - clock.GetElapsedTime(begin) is var left && left > TimeSpan.Zero)
        {
            if (!await WaitAsync(call, Math.Max(request.After, settled), left))
                break;
            await credentials.AuthenticateAsync(call.Http);
            (request, settled) = (request with { After = Math.Max(request.After, settled) }, subscriptions.Position);
            events = await ReadAsync(call, request, settled);
        }
        return Answer(events, events.Count == request.Size ? events[^1].Position : Math.Max(request.After, settled));
    }

    private static IResult Answer(List<LiveEvent> events, long cursor) => Wire.Ok(new FeedJson(
        events.ConvertAll(told => new EventJson(told.Id, told.Type, told.TmCreate, new RawJson(told.Data), told.Cursor)), cursor > 0 ? cursor.ToString() : ""), LiveJson.Wire.FeedJson);

    /// <summary>Up to where events are settled; null where that is not known in time, as somebody is still writing some as this node begins to follow.</summary>
    private async Task<long?> SettledAsync(TimeSpan wait, CancellationToken stop)
    {
        try
        {
            return await reader.SettledAsync().WaitAsync(wait, clock, stop);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private Task<List<LiveEvent>> ReadAsync(Call call, FeedRequest request, long settled) => db.ReadAsync(sql =>
        FeedQueries.PageAsync(sql, call.CustomerId, request.After, settled, request.Size, request.Types));

    /// <summary>Waits for an event of the customer's after a position; false when none came in time, or the server stops.</summary>
    private async Task<bool> WaitAsync(Call call, long after, TimeSpan left)
    {
        var waiter = new Waiter();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(call.Http.RequestAborted, reader.Stopped);
        try
        {
            if (subscriptions.TryJoin(waiter, new HashSet<Topic> { new(TopicScope.Customer, call.CustomerId) }, after, after))
                await waiter.Told.WaitAsync(left, clock, end.Token);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!call.Http.RequestAborted.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            subscriptions.Leave(waiter);
        }
    }

    private sealed class Waiter : Subscriber
    {
        private readonly TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends with the first event.</summary>
        public Task Told => told.Task;

        public override void Take(LiveEvent told) => this.told.TrySetResult();
    }
}

/// <summary>An event as the feed shows it.</summary>
internal sealed record EventJson(Guid Id, string Type, Timestamp TmCreate, RawJson Data, string Cursor);

/// <summary>A page of the feed, oldest first.</summary>
/// <param name="Result">The events.</param>
/// <param name="NextCursor">What to pass as <c>after</c> for what follows.</param>
internal sealed record FeedJson(IReadOnlyList<EventJson> Result, string NextCursor);

[JsonSerializable(typeof(FeedJson))]
internal sealed partial class LiveJson : JsonSerializerContext
{
    public static readonly LiveJson Wire = new(Basics.Wire.NewOptions());
}
