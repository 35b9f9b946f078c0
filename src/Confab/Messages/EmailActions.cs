using Confab.Auth;
using Confab.Store;

namespace Confab.Messages;

/// <summary>What the routes of <c>/emails</c> do.</summary>
internal sealed class EmailActions(Db db, EmailSending sending)
{
    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => EmailQueries.ListAsync(sql, call.CustomerId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), EmailsJson.Wire.PageEmailJson);
    }

    public async Task<IResult> GetAsync(Call call) =>
        Answer(Call.Found(await db.ReadAsync(sql => EmailQueries.FindAsync(sql, call.CustomerId, call.Id)), "email"));

    public async Task<IResult> SendAsync(Call call)
    {
        var bytes = await JsonBody.ReadBytesAsync(call.Http.Request);
        var body = JsonBody.Parse(bytes);
        var source = body.Object("source")?.Mail().Target ?? "";
        var destinations = body.Objects("destinations", EmailSending.MaxDestinations)?.ConvertAll(item => item.Mail());
        if (destinations is not { Count: > 0 })
            throw Problem.Missing("destinations").AsException();
        var subject = body.RequiredText("subject", EmailSending.MaxSubject);
        if (subject.Any(char.IsControl))
            throw Problem.Invalid("subject", "must be one line of text.").AsException();
        var content = body.RequiredText("content", MessageSending.MaxText);
        if (body.Objects("attachments") is { Count: > 0 })
            throw Problem.Invalid("attachments", "sending attachments is not supported by this version; the list must be empty.").AsException();
        var key = Idempotency.Of(call, bytes);
        var (email, replayed) = await db.WriteAsync(async unit =>
        {
            if (await Idempotency.TakeAsync(unit, call.CustomerId, key) is { } earlier)
                return (Call.Found(await EmailQueries.FindAsync(unit, call.CustomerId, earlier), "email"), true);
            var sent = await sending.SendAsync(unit, call.CustomerId, source, destinations, subject, content, new SenderJson(call.Caller.Sender.Type, call.Caller.Sender.Id));
            await Idempotency.KeepAsync(unit, call.CustomerId, key, sent.Id);
            return (sent, false);
        });
        if (replayed)
            Idempotency.MarkReplayed(call);
        return Answer(email);
    }

    public async Task<IResult> DeleteAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        var email = Call.Found(await EmailQueries.FindAsync(unit, call.CustomerId, call.Id), "email") with { TmUpdate = unit.Now, TmDelete = unit.Now };
        EmailQueries.Delete(unit, email);
        return email;
    }));

    private static IResult Answer(Email email) => Wire.Ok(email.ToJson(), EmailsJson.Wire.EmailJson);
}
