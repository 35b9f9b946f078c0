using System.Globalization;
using Confab.Accounts;
using Confab.Billing;
using Confab.Channels;
using Confab.Conversations;
using Confab.Store;

namespace Confab.Messages;

/// <summary>
/// Hands one message to its provider. Where the provider knows our key, a repeat is harmless; where it does not, the begin of an attempt
/// is committed first, and an attempt whose end nobody knows is not repeated. So too where it answers by a reply token, which takes no key.
/// </summary>
internal sealed class SendHandler(Db db, AccountBook accounts, ChannelList channels, MessageLog log, OutboundMedias outbound, Settings settings, TimeProvider clock) : IJobHandler
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
        PayloadFor(message), Carried: new Sending(message, Place.Of(conversation), 0));

    public async Task<Func<Unit, Task<Next>>> RunAsync(Job job, CancellationToken stop)
    {
        var (message, place, part) = job.Carried as Sending ?? await ReadAsync(job);
        var account = message is null ? null : await accounts.RecallAsync(message.AccountId);
        if (message is not { Status: "progressing" })
            return _ => Task.FromResult(Next.Untried);
        if (job.Begun)
            return unit => SettleAsync(unit, message, new SendResult.Unknown("The server stopped while the message was being sent."), null);
        if (account is null)
            return unit => SettleAsync(unit, message, new SendResult.Refused("account_deleted", "The account has been deleted."), null, part);
        if (Wire.Read(message.Source, MessagesJson.Wire.Address).Type == "tel" && await db.ReadAsync(sql => OptOuts.IsOutSinceAsync(sql, message)))
            return unit => SettleAsync(unit, message, new SendResult.Refused("opted_out", OptOuts.Why), null);
        if (clock.Now() - message.TmCreate > settings.GiveUpSending)
            return unit => SettleAsync(unit, message, new SendResult.Refused("expired", "It could not be sent in time."), null, part);
        var opened = accounts.Open(account);
        var channel = channels.Of(opened);
        if (await outbound.LoadAsync(message) is not { } medias)
            return Outcome(job, message, new SendResult.Refused("media_deleted", "A media of the message has been deleted."), part);
        var (text, native, refused) = OutboundMedias.Fit(channel, message.Text, await MessageReplies.NameAsync(db, message, medias));
        if (refused is var (index, why))
            return Outcome(job, message, new SendResult.Refused("media_refused", $"medias[{index}]: {why}"), part);
        var going = await OutboundAsync(message, place.DialogId, channel) with { Text = text, Medias = native, Part = part };
        var parts = channel is ISendsInParts several ? several.Parts(going) : 1;
        var result = await TryAsync(job, message, going, place, channel, opened, stop);
        return result is SendResult.Sent && part + 1 < parts
            ? unit => Task.FromResult<Next>(new Next.Wait(unit.Now, PayloadFor(message, part + 1), BucketIsWell: true))
            : Outcome(job, message, parts == 1 ? result : Named(result, part, parts), part);
    }

    private async Task<OutboundMessage> OutboundAsync(Message message, string dialogId, IChannel channel) => new(message.Id, dialogId, Wire.Read(message.Source, MessagesJson.Wire.Address),
        Wire.Read(message.Destination, MessagesJson.Wire.Address), message.Text)
    {
        Thread = channel is IThreads threads ? await db.ReadAsync(sql => MessageThreads.OfAsync(sql, threads, message)) : MessageThread.None,
        IsAutomatic = message.SenderType == SenderJson.Flow
    };

    private async Task<SendResult> TryAsync(Job job, Message message, OutboundMessage going, Place place, IChannel channel, ChannelAccount account, CancellationToken stop)
    {
        if (channel.SendsOnce && await TakeReplyTokenAsync(job, message, place))
            return await channel.SendAsync(going with { ReplyToken = place.ReplyToken }, account, CancellationToken.None);
        if (channel.SendsOnce)
        {
            var result = await channel.SendAsync(going, account, stop);
            stop.ThrowIfCancellationRequested();
            return result;
        }
        await Jobs.BeginAsync(db, job);
        return await channel.SendAsync(going, account, CancellationToken.None);
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

    private Func<Unit, Task<Next>> Outcome(Job job, Message message, SendResult result, int part = 0)
    {
        if (result is not SendResult.RetryLater later)
            return unit => SettleAsync(unit, message, result, result is not SendResult.Unknown, part);
        var backoff = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(job.Attempt, 16)), MaxBackoff.TotalSeconds) * (0.75 + 0.5 * Random.Shared.NextDouble()));
        var wait = later.After is { } after && after > backoff ? after : backoff;
        return clock.Now() + wait - message.TmCreate <= settings.GiveUpSending
            ? unit => Task.FromResult<Next>(later.IsAboutPeer ? new Next.Wait(unit.Now + wait) : new Next.Retry(wait, $"{later.Code}: {later.Reason}"))
            : unit => SettleAsync(unit, message, new SendResult.Refused(later.Code, later.Reason), false, part);
    }

    /// <summary>Writes what became of a message. One of which nothing was sent costs nothing.</summary>
    private async Task<Next> SettleAsync(Unit unit, Message read, SendResult result, bool? bucketIsWell, int part = 0)
    {
        if (result is SendResult.Refused { OptedOut: true } && await ConversationQueries.FindAsync(unit, read.CustomerId, read.ConversationId) is { } conversation)
            await OptOuts.SetAsync(unit, conversation, isOut: true, OptOuts.ByProvider);
        await log.ChangeAsync(unit, read, before => result switch
        {
            SendResult.Sent sent => Delivery.Apply(before with { ProviderId = sent.ProviderId }, DeliveryState.Sent, "", "", unit.Now),
            SendResult.Refused refused => Delivery.Apply(before, DeliveryState.Failed, refused.Code, refused.Reason, unit.Now),
            SendResult.Unknown unknown => Delivery.Apply(before, DeliveryState.Failed, Delivery.OutcomeUnknown, unknown.Reason, unit.Now),
            _ => throw new InvalidOperationException()
        });
        if (result is SendResult.Refused && part == 0)
            await Costs.ReturnAsync(unit, read.CustomerId, read.Id);
        return new Next.Done(bucketIsWell);
    }

    /// <summary>What names a message, and from the second of its calls on which one is to be made.</summary>
    private static string PayloadFor(Message message, int part = 0) => part == 0 ? $"{message.CustomerId:N}/{message.Id:N}" : $"{message.CustomerId:N}/{message.Id:N}/{part}";

    /// <summary>A result that says which of several calls it is about.</summary>
    private static SendResult Named(SendResult result, int part, int parts) => result switch
    {
        SendResult.Refused refused => refused with { Reason = $"Part {part + 1} of {parts}: {refused.Reason}" },
        SendResult.Unknown unknown => new SendResult.Unknown($"Part {part + 1} of {parts}: {unknown.Reason}"),
        _ => result
    };

    private Task<Sending> ReadAsync(Job job)
    {
        var ids = job.Payload.Split('/');
        var (customerId, id) = (Guid.ParseExact(ids[0], "N"), Guid.ParseExact(ids[1], "N"));
        return db.ReadAsync(async sql =>
        {
            var message = await MessageQueries.FindAsync(sql, customerId, id);
            return new Sending(message, (message is null ? null : await sql.FirstAsync<Place>(
                "SELECT dialog_id, reply_token, tm_reply_token FROM conversations WHERE customer_id = @customerId AND id = @ConversationId",
                new { customerId, message.ConversationId })) ?? new Place(), ids.Length > 2 ? int.Parse(ids[2], CultureInfo.InvariantCulture) : 0);
        });
    }

    /// <summary>A message on its way, where it goes at the provider, and which of its calls comes next.</summary>
    private sealed record Sending(Message? Message, Place Place, int Part);

    /// <summary>Where a message goes at the provider, and what it may answer by.</summary>
    private sealed record Place
    {
        public string DialogId { get; init; } = "";

        public string ReplyToken { get; init; } = "";

        public Timestamp TmReplyToken { get; init; }

        public static Place Of(Conversation conversation) => new() { DialogId = conversation.DialogId, ReplyToken = conversation.ReplyToken, TmReplyToken = conversation.TmReplyToken };
    }
}
