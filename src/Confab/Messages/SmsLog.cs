using Confab.Channels.Sms;
using Confab.Events;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Keeps the SMS view of things, <c>/messages</c>: every SMS in or out has an entry, each destination points to its message in a conversation.</summary>
internal sealed class SmsLog(EventLog events)
{
    /// <summary>The type of the conversations whose messages have entries.</summary>
    public const string ConversationType = "message";

    /// <summary>Adds the entry of one conversation's message.</summary>
    public Task AddAsync(Unit unit, Message message) =>
        AddAsync(unit, Ids.New(unit.Now), message.CustomerId, message.Direction == "incoming" ? "inbound" : "outbound", message.Source, message.Text,
            [new SmsTarget { MessageId = message.Id, Destination = message.Destination, Status = message.Direction == "incoming" ? "received" : "queued", Parts = SmsText.Of(message.Text).Segments, TmUpdate = unit.Now }]);

    /// <summary>Adds an entry with its targets.</summary>
    public async Task<Sms> AddAsync(Unit unit, Guid id, Guid customerId, string direction, string source, string text, IReadOnlyList<SmsTarget> targets)
    {
        var sms = new Sms
        {
            Id = id, CustomerId = customerId, Direction = direction, Source = source, Text = text,
            TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never, Targets = targets
        };
        await unit.ExecuteAsync("""
            INSERT INTO sms (customer_id, id, direction, source, text, tm_create, tm_update, tm_delete)
            VALUES (@CustomerId, @Id, @Direction, @Source, @Text, @TmCreate, @TmUpdate, @TmDelete)
            """, sms);
        for (var i = 0; i < targets.Count; i++)
            await unit.ExecuteAsync("""
                INSERT INTO sms_targets (customer_id, sms_id, idx, message_id, destination, status, parts, tm_update)
                VALUES (@customerId, @id, @i, @MessageId, @Destination, @Status, @Parts, @TmUpdate)
                """, new { customerId, id, i, targets[i].MessageId, targets[i].Destination, targets[i].Status, targets[i].Parts, targets[i].TmUpdate });
        await AnnounceAsync(unit, "message_created", sms);
        return sms;
    }

    /// <summary>Carries a message's delivery over to its entry, if it has one.</summary>
    public async Task StatusChangedAsync(Unit unit, Message message)
    {
        var status = message.Delivery switch
        {
            "queued" => "queued",
            "sent" => "sent",
            "delivered" or "read" => "delivered",
            _ when message.ErrorCode == Delivery.OutcomeUnknown => "gw_timeout",
            _ => "failed"
        };
        var smsId = await unit.FirstAsync<Guid>("""
            UPDATE sms_targets SET status = @status, tm_update = @Now WHERE customer_id = @CustomerId AND message_id = @Id AND status <> @status RETURNING sms_id
            """, new { status, unit.Now, message.CustomerId, message.Id });
        if (smsId == Guid.Empty)
            return;
        await unit.ExecuteAsync("UPDATE sms SET tm_update = @Now WHERE customer_id = @CustomerId AND id = @smsId", new { unit.Now, message.CustomerId, smsId });
        if (await SmsQueries.FindAsync(unit, message.CustomerId, smsId) is { } sms)
            await AnnounceAsync(unit, "message_updated", sms);
    }

    private Task AnnounceAsync(Unit unit, string type, Sms sms) => events.AddAsync(unit, sms.CustomerId, type, sms.Id, sms.ToJson(), SmsJsonContext.Wire.SmsJson);
}
