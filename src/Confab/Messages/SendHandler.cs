using Confab.Accounts;
using Confab.Channels;
using Confab.Conversations;
using Confab.Store;

namespace Confab.Messages;

/// <summary>
/// Hands one message to its provider. Where the provider knows our key, a repeat is harmless; where it does not, the begin of an attempt
/// is committed first, and an attempt whose end nobody knows is not repeated. So too where it answers by a reply token, which takes no key.
/// </summary>
internal sealed class SendHandler(Db db, AccountBook accounts, ChannelList channels, MessageLog log, Settings settings, TimeProvider clock) : IJobHandler
{
    private const string JobKind = "send";
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromMinutes(5);

    /// <summary>How long what came with a message answers it. LINE says a minute.</summary>
    private static readonly TimeSpan ReplyTime = TimeSpan.FromSeconds(50);

    public string Kind => JobKind;

    public int Concurrency => 256;

    public int PerBucket => 32;

    public bool Probes => true;

    /// <summary>The conversation, whose messages it changes.</summary>
    public string? About(Job job) => job.Lane;

    /// <summary>The job that sends a message, in order within its conversation.</summary>
    public static NewJob JobFor(Message message, Conversation conversation) => new(JobKind, Conversation.LaneOf(message.ConversationId), JobBuckets.Of(message.CustomerId, message.AccountId),
        $"{message.CustomerId:N}/{message.Id:N}", Carried: new Sending(message, Place.Of(conversation)));

    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var (message, place) = job.Carried as Sending ?? await ReadAsync(job);
        var account = message is null ? null : await accounts.RecallAsync(message.AccountId);
        if (message is not { Status: "progressing" })
            return _ => Task.FromResult(Next.Untried);
        if (account is null)
            return unit => SettleAsync(unit, message, new SendResult.Refused("account_deleted", "The account has been deleted."), null);
        if (job.Begun)
            return unit => SettleAsync(unit, message, new SendResult.Unknown("The server stopped while the message was being sent."), null);
        if (clock.Now() - message.TmCreate > settings.GiveUpSending)
            return unit => SettleAsync(unit, message, new SendResult.Refused("expired", "It could not be sent in time."), null);
        return Outcome(job, message, await TryAsync(job, message, accounts.Open(account), place, stop));
    }

    private async Task<SendResult> TryAsync(Job job, Message message, ChannelAccount account, Place place, CancellationToken stop)
    {
        var channel = channels.Of(account);
        var outbound = new OutboundMessage(message.Id, place.DialogId, Wire.Read(message.Source, MessagesJson.Wire.Address),
            Wire.Read(message.Destination, MessagesJson.Wire.Address), message.Text)
        {
            Thread = channel is IThreads threads ? await db.ReadAsync(sql => MessageThreads.OfAsync(sql, threads, message)) : MessageThread.None,
            IsAutomatic = message.SenderType == SenderJson.Flow
        };
        if (channel.SendsOnce && await TakeReplyTokenAsync(job, message, place))
            return await channel.SendAsync(outbound with { ReplyToken = place.ReplyToken }, account, CancellationToken.None);
        if (channel.SendsOnce)
        {
            var result = await channel.SendAsync(outbound, account, stop);
            stop.ThrowIfCancellationRequested();
            return result;
        }
        await Jobs.BeginAsync(db, job);
        return await channel.SendAsync(outbound, account, CancellationToken.None);
    }

    /// <summary>Begins an attempt by reply token, where there is one that still answers.</summary>
    private Task<bool> TakeReplyTokenAsync(Job job, Message message, Place place) => place.ReplyToken.Length == 0 || clock.Now() - place.TmReplyToken > ReplyTime ? Task.FromResult(false)
        : db.WriteAsync(async unit =>
        {
            var taken = await ConversationQueries.TakeReplyTokenAsync(unit, message.CustomerId, message.ConversationId, place.ReplyToken);
            if (taken)
                await Jobs.BeginAsync(unit, job);
            return taken;
        });

    private Func<Unit, Task<Next>> Outcome(Job job, Message message, SendResult result)
    {
        if (result is not SendResult.RetryLater later)
            return unit => SettleAsync(unit, message, result, result is not SendResult.Unknown);
        var backoff = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(job.Attempt, 16)), MaxBackoff.TotalSeconds) * (0.75 + 0.5 * Random.Shared.NextDouble()));
        var wait = later.After is { } after && after > backoff ? after : backoff;
        return clock.Now() + wait - message.TmCreate <= settings.GiveUpSending
            ? _ => Task.FromResult<Next>(new Next.Retry(wait, $"{later.Code}: {later.Reason}"))
            : unit => SettleAsync(unit, message, new SendResult.Refused(later.Code, later.Reason), false);
    }

    private async Task<Next> SettleAsync(Unit unit, Message read, SendResult result, bool? bucketIsWell)
    {
        await log.ChangeAsync(unit, read, before => result switch
        {
            SendResult.Sent sent => Delivery.Apply(before with { ProviderId = sent.ProviderId }, DeliveryState.Sent, "", "", unit.Now),
            SendResult.Refused refused => Delivery.Apply(before, DeliveryState.Failed, refused.Code, refused.Reason, unit.Now),
            SendResult.Unknown unknown => Delivery.Apply(before, DeliveryState.Failed, Delivery.OutcomeUnknown, unknown.Reason, unit.Now),
            _ => throw new InvalidOperationException()
        });
        return new Next.Done(bucketIsWell);
    }

    private Task<Sending> ReadAsync(Job job)
    {
        var ids = job.Payload.Split('/');
        var (customerId, id) = (Guid.ParseExact(ids[0], "N"), Guid.ParseExact(ids[1], "N"));
        return db.ReadAsync(async sql =>
        {
            var message = await MessageQueries.FindAsync(sql, customerId, id);
            return new Sending(message, (message is null ? null : await sql.FirstAsync<Place>(
                "SELECT dialog_id, reply_token, tm_reply_token FROM conversations WHERE customer_id = @customerId AND id = @ConversationId",
                new { customerId, message.ConversationId })) ?? new Place());
        });
    }

    /// <summary>A message on its way, and where it goes at the provider.</summary>
    private sealed record Sending(Message? Message, Place Place);

    /// <summary>Where a message goes at the provider, and what it may answer by.</summary>
    private sealed record Place
    {
        public string DialogId { get; init; } = "";

        public string ReplyToken { get; init; } = "";

        public Timestamp TmReplyToken { get; init; }

        public static Place Of(Conversation conversation) => new() { DialogId = conversation.DialogId, ReplyToken = conversation.ReplyToken, TmReplyToken = conversation.TmReplyToken };
    }
}
