using Confab.Auth;
using Confab.Store;

namespace Confab.Messages;

/// <summary>What the routes of <c>/messages</c> do.</summary>
internal sealed class SmsActions(Db db, SmsSending sending)
{
    private const int MaxDestinations = 100;

    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => SmsQueries.ListAsync(sql, call.CustomerId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), SmsJsonContext.Wire.PageSmsJson);
    }

    public async Task<IResult> GetAsync(Call call) =>
        Answer(Call.Found(await db.ReadAsync(sql => SmsQueries.FindAsync(sql, call.CustomerId, call.Id)), "message"));

    public async Task<IResult> SendAsync(Call call)
    {
        var bytes = await JsonBody.ReadBytesAsync(call.Http.Request);
        var body = JsonBody.Parse(bytes);
        var source = (body.Object("source") ?? throw Problem.Missing("source").AsException()).Phone().Target;
        var destinations = body.Objects("destinations", MaxDestinations)?.ConvertAll(item => item.Phone());
        if (destinations is not { Count: > 0 })
            throw Problem.Missing("destinations").AsException();
        var text = body.RequiredText("text", MessageSending.MaxText);
        var key = Idempotency.Of(call, bytes);
        var (sms, replayed) = await db.WriteAsync(async unit =>
        {
            if (await Idempotency.TakeAsync(unit, call.CustomerId, key) is { } earlier)
                return (Call.Found(await SmsQueries.FindAsync(unit, call.CustomerId, earlier), "message"), true);
            var sent = await sending.SendAsync(unit, call.CustomerId, source, destinations, text, new SenderJson(call.Caller.Sender.Type, call.Caller.Sender.Id));
            await Idempotency.KeepAsync(unit, call.CustomerId, key, sent.Id);
            return (sent, false);
        });
        if (replayed)
            Idempotency.MarkReplayed(call);
        return Answer(sms);
    }

    public async Task<IResult> DeleteAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        var sms = Call.Found(await SmsQueries.FindAsync(unit, call.CustomerId, call.Id), "message") with { TmUpdate = unit.Now, TmDelete = unit.Now };
        await SmsQueries.DeleteAsync(unit, sms);
        return sms;
    }));

    private static IResult Answer(Sms sms) => Wire.Ok(sms.ToJson(), SmsJsonContext.Wire.SmsJson);
}
