using Confab.Channels;
using Confab.Channels.Sms.Sandbox;
using Confab.Store;

namespace Confab.Phone;

/// <summary>Keeps what the sandbox sends, once per message, for the pretend phone that it went to.</summary>
internal sealed class SandboxCarrier(Db db) : ISandboxCarrier
{
    public Task<string> DeliverAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop) => db.WriteAsync(async unit =>
    {
        await unit.ExecuteAsync("""
            INSERT INTO phone_messages (customer_id, id, message_id, sender, receiver, text, medias, tm_create)
            SELECT customer_id, @id, @messageId, @sender, @receiver, @Text, @medias, @Now FROM accounts WHERE id = @accountId
            ON CONFLICT (customer_id, message_id) DO NOTHING
            """, new { id = Ids.New(unit.Now), messageId = message.Id, sender = message.From.Target, receiver = message.To.Target, message.Text, medias = Wire.Text([.. message.Medias.Select(media => new PhoneMedia(media.Type, media.Filename, media.Url))], PhoneJson.Wire.IReadOnlyListPhoneMedia), unit.Now, accountId = account.Id });
        return $"phone-{message.Id:N}";
    });
}
