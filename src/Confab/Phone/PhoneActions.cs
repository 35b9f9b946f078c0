using System.Text.Json;
using Confab.Accounts;
using Confab.Auth;
using Confab.Channels;
using Confab.Channels.Sms.Sandbox;
using Confab.Messages;
using Confab.Numbers;
using Confab.Store;

namespace Confab.Phone;

/// <summary>What the pretend phones do: say something to a number, and show what came back.</summary>
internal sealed class PhoneActions(Db db, AccountBook accounts, ChannelList channels, Inbox inbox, TimeProvider clock)
{
    private const int MaxMedias = 10;
    private static readonly string[] Kinds = ["image", "video", "audio", "file"];

    /// <summary>Sends an SMS from a pretend phone, signed as the sandbox's carrier signs, into the account's own hook path.</summary>
    public async Task<IResult> SayAsync(Call call)
    {
        var body = await call.BodyAsync();
        var medias = body.Objects("medias", MaxMedias)?.ConvertAll(Media) ?? [];
        var (from, to, text) = (Number(body, "from"), Number(body, "to"), medias.Count == 0 ? body.RequiredText("text", MessageSending.MaxText) : body.Text("text", MessageSending.MaxText) ?? "");
        var account = accounts.Open(await AccountAsync(call, to));
        var channel = channels.Of(account);
        var message = new PhoneMessageJson(Ids.Random(), from, to, text, clock.Now(), medias);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message, PhoneJson.Wire.PhoneMessageJson);
        var request = new HookRequest("POST", "", new Dictionary<string, string> { [SandboxSignature.Header] = SandboxSignature.Sign(account.Secret, bytes) }, bytes);
        if (channel.Receive(request, account) is not Received.Parsed parsed)
            throw new InvalidOperationException("the sandbox refused its own call");
        var row = Call.Found(await db.ReadAsync(sql => AccountBook.FindAsync(sql, call.CustomerId, account.Id)), "account");
        await inbox.ReceiveAsync(row, channel, parsed.Items);
        return Wire.Ok(message with { Medias = medias.ConvertAll(media => media with { Data = null }) }, PhoneJson.Wire.PhoneMessageJson);
    }

    /// <summary>What a pretend phone received, newest first.</summary>
    public async Task<IResult> InboxAsync(Call call)
    {
        var number = PhoneNumber.TryNormalize(call.Query("number") ?? "", out var known) ? known : throw Problem.InvalidParameter("number", "must be a phone number.").AsException();
        var page = call.Page;
        var rows = await db.ReadAsync(sql => sql.QueryAsync<PhoneMessage>("""
            SELECT id, sender, receiver, text, medias, tm_create FROM phone_messages
            WHERE customer_id = @CustomerId AND receiver = @number AND (tm_create, id) < (@Before, @BeforeId) ORDER BY tm_create DESC, id DESC LIMIT @limit
            """, new { call.CustomerId, number, page.Before, page.BeforeId, limit = page.Size + 1 }));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), PhoneJson.Wire.PagePhoneMessageJson);
    }

    private static PhoneMedia Media(JsonBody media)
    {
        var (url, data) = (media.Text("url", 2000) ?? "", media.Text("data", int.MaxValue));
        if (data is null && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            throw Problem.Invalid(media.Path("url"), "must be an address that begins with http:// or https://, or data the bytes in Base64.").AsException();
        if (data is not null && !media.Element("data")!.Value.TryGetBytesFromBase64(out _))
            throw Problem.Invalid(media.Path("data"), "must be Base64.").AsException();
        return new PhoneMedia(media.Word("type", Kinds) ?? "file", media.Text("filename") ?? "", data is null ? url : "", data);
    }

    private static string Number(JsonBody body, string field) => PhoneNumber.TryNormalize(body.RequiredText(field), out var number) ? number
        : throw Problem.Invalid(field, "must be a phone number in E.164 form, as in +15550100001.").AsException();

    /// <summary>The sandbox account behind a number; a number that is not registered leads to the customer's only one.</summary>
    private Task<Account> AccountAsync(Call call, string to) => db.ReadAsync(async sql =>
    {
        var number = await NumberQueries.FindByNumberAsync(sql, call.CustomerId, to);
        var all = await AccountBook.ListByTypeAsync(sql, call.CustomerId, "sms");
        var sandboxes = all.Where(account => channels.Of(accounts.Open(account)) is SandboxChannel).ToList();
        var account = number is { AccountId: var id } && id != Guid.Empty ? sandboxes.Find(account => account.Id == id)
            : sandboxes.Count == 1 ? sandboxes[0] : null;
        return account ?? throw Problem.Invalid("to", "leads to no sandbox account; the pretend phone reaches sandbox numbers only.").AsException();
    });
}
