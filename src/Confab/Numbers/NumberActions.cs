using Confab.Accounts;
using Confab.Auth;
using Confab.Store;

namespace Confab.Numbers;

/// <summary>What the number routes do.</summary>
internal sealed class NumberActions(Db db)
{
    private static readonly string[] Types = ["normal", "virtual"];

    /// <summary>Makes a number, which must be new to its customer.</summary>
    /// <exception cref="ProblemException">The customer has it already.</exception>
    public static async Task<Number> AddAsync(Unit unit, Number draft)
    {
        var number = draft with
        {
            Id = Ids.New(unit.Now),
            Type = PhoneNumber.IsVirtual(draft.Digits) ? Types[1] : Types[0],
            TmCreate = unit.Now,
            TmUpdate = unit.Now,
            TmDelete = Timestamp.Never
        };
        return await NumberQueries.InsertAsync(unit, number) ? number
            : throw Problem.Exists("NUMBER_ALREADY_EXISTS", "number: this customer has this number already.").AsException();
    }

    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => NumberQueries.ListAsync(sql, call.CustomerId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), NumbersJson.Wire.PageNumberJson);
    }

    public async Task<IResult> GetAsync(Call call) =>
        Answer(Call.Found(await db.ReadAsync(sql => NumberQueries.FindAsync(sql, call.CustomerId, call.Id)), "number"));

    public async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        if (!PhoneNumber.TryNormalize(body.RequiredText("number"), out var digits))
            throw Problem.Invalid("number", "must be in E.164 form as in +15550100001, a short code, or a sender's name of up to 11 letters.").AsException();
        if (body.Word("type", ["", .. Types]) is { Length: > 0 } type && type == Types[1] != PhoneNumber.IsVirtual(digits))
            throw Problem.Invalid("type", "must be \"virtual\" for numbers that begin with +899, and \"normal\" for all others.").AsException();
        var change = Change(body);
        return Answer(await db.WriteAsync(async unit =>
        {
            var number = change(new Number { CustomerId = call.CustomerId, Digits = digits });
            await RequireReferencesAsync(unit, call, body);
            return await AddAsync(unit, number);
        }));
    }

    public async Task<IResult> UpdateAsync(Call call)
    {
        var body = await call.BodyAsync();
        return await ChangeAsync(call, body, Change(body));
    }

    public async Task<IResult> UpdateMetadataAsync(Call call)
    {
        var body = await call.BodyAsync();
        var debug = body.Flag("rtp_debug");
        return await ChangeAsync(call, JsonBody.None, number => number with { RtpDebug = debug ?? number.RtpDebug });
    }

    public async Task<IResult> DeleteAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        var number = Call.Found(await NumberQueries.FindAsync(unit, call.CustomerId, call.Id, toChange: true), "number") with { TmUpdate = unit.Now, TmDelete = unit.Now };
        await NumberQueries.UpdateAsync(unit, number);
        return number;
    }));

    private static Func<Number, Number> Change(JsonBody body)
    {
        var (call, message, account) = (body.Id("call_flow_id"), body.Id("message_flow_id"), body.Id("account_id"));
        var (name, detail) = (body.Text("name"), body.Text("detail", 10_000));
        return number => number with
        {
            CallFlowId = call ?? number.CallFlowId,
            MessageFlowId = message ?? number.MessageFlowId,
            AccountId = account ?? number.AccountId,
            Name = name ?? number.Name,
            Detail = detail ?? number.Detail
        };
    }

    private async Task<IResult> ChangeAsync(Call call, JsonBody body, Func<Number, Number> change) => Answer(await db.WriteAsync(async unit =>
    {
        var number = change(Call.Found(await NumberQueries.FindAsync(unit, call.CustomerId, call.Id, toChange: true), "number")) with { TmUpdate = unit.Now };
        await RequireReferencesAsync(unit, call, body);
        await NumberQueries.UpdateAsync(unit, number);
        return number;
    }));

    private static async Task RequireReferencesAsync(Unit unit, Call call, JsonBody body)
    {
        await call.RequireAsync(unit, "flows", body.Id("call_flow_id"), "call_flow_id");
        await call.RequireAsync(unit, "flows", body.Id("message_flow_id"), "message_flow_id");
        if (body.Id("account_id") is { } id && id != Guid.Empty && await AccountBook.FindAsync(unit, call.CustomerId, id) is not { Type: AccountBook.Sms })
            throw Problem.Invalid("account_id", "must be an SMS account of this customer.").AsException();
    }

    private static IResult Answer(Number number) => Wire.Ok(number.ToJson(), NumbersJson.Wire.NumberJson);
}
