using System.Text.Json;
using Confab.Auth;
using Confab.Channels;
using Confab.Channels.Sms.Sandbox;
using Confab.Events;
using Confab.Store;

namespace Confab.Accounts;

/// <summary>What the account routes do.</summary>
internal sealed class AccountActions(Db db, AccountBook book, ChannelList channels, EventLog events)
{
    private static readonly HashSet<string> SecretData = ["app_secret", "auth_token", "password", "api_key", "signing_key", "webhook_secret"];

    /// <summary>Makes a sandbox account: a pretend carrier that needs no provider.</summary>
    public async Task<Guid> AddSandboxAsync(Unit unit, Guid customerId, string name, Guid flowId)
    {
        var data = new Dictionary<string, string> { ["provider"] = SandboxChannel.Provider };
        var account = New(unit, customerId, AccountBook.Sms) with { Name = name, MessageFlowId = flowId };
        await AccountBook.InsertAsync(unit, With(account, new AccountSecrets(Secrets.Text(32), "", []), data));
        return account.Id;
    }

    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => AccountBook.ListAsync(sql, call.CustomerId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson(book.HookUrl(row.Id))), AccountsJson.Wire.PageAccountJson);
    }

    public async Task<IResult> GetAsync(Call call) =>
        Answer(Call.Found(await db.ReadAsync(sql => AccountBook.FindAsync(sql, call.CustomerId, call.Id)), "account"));

    public async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var type = body.RequiredText("type");
        if (!channels.Types.Contains(type))
            throw Problem.Invalid("type", $"must be one of {string.Join(", ", channels.Types)}.").AsException();
        var change = Change(body);
        return Answer(await db.WriteAsync(async unit =>
        {
            var account = change(New(unit, call.CustomerId, type), new AccountSecrets("", "", []));
            await call.RequireAsync(unit, "flows", body.Id("message_flow_id"), "message_flow_id");
            await AccountBook.InsertAsync(unit, account);
            await AnnounceAsync(unit, "account_created", account);
            return account;
        }));
    }

    public async Task<IResult> UpdateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var change = Change(body);
        return Answer(await db.WriteAsync(async unit =>
        {
            var before = Call.Found(await AccountBook.FindAsync(unit, call.CustomerId, call.Id, toChange: true), "account");
            var opened = book.Open(before);
            var account = change(before, new AccountSecrets(opened.Secret, opened.Token,
                opened.ProviderData.Where(entry => SecretData.Contains(entry.Key)).ToDictionary())) with
            { TmUpdate = unit.Now };
            await call.RequireAsync(unit, "flows", body.Id("message_flow_id"), "message_flow_id");
            await AccountBook.UpdateAsync(unit, account);
            await AnnounceAsync(unit, "account_updated", account);
            return account;
        }));
    }

    public async Task<IResult> DeleteAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        await JobBuckets.ForgetAsync(unit, account.Id.ToString("N"));
        var account = Call.Found(await AccountBook.FindAsync(unit, call.CustomerId, call.Id, toChange: true), "account") with { TmUpdate = unit.Now, TmDelete = unit.Now };
        await AccountBook.UpdateAsync(unit, account);
        await AnnounceAsync(unit, "account_deleted", account);
        return account;
    }));

    /// <summary>What a body changes of an account; the result is checked by its channel, all faults at once.</summary>
    private Func<Account, AccountSecrets, Account> Change(JsonBody body)
    {
        var (name, detail, flowId) = (body.Text("name"), body.Text("detail", 10_000), body.Id("message_flow_id"));
        var (secret, token, given) = (body.Text("secret", 4096), body.Text("token", 4096), ProviderData(body));
        return (account, secrets) =>
        {
            var data = given?.Where(entry => !SecretData.Contains(entry.Key)).ToDictionary()
                ?? new Dictionary<string, string>(Wire.Read(account.ProviderData, AccountsJson.Wire.DictionaryStringString));
            foreach (var (key, value) in given?.Where(entry => SecretData.Contains(entry.Key)) ?? [])
                secrets.ProviderData[key] = value;
            var merged = Checked(account, secrets with { Secret = secret ?? secrets.Secret, Token = token ?? secrets.Token }, data);
            return With(account with { Name = name ?? account.Name, Detail = detail ?? account.Detail, MessageFlowId = flowId ?? account.MessageFlowId }, merged, data);
        };
    }

    /// <summary>The secrets, once the channel has found no fault; completed where it makes its own.</summary>
    private AccountSecrets Checked(Account account, AccountSecrets secrets, Dictionary<string, string> data)
    {
        var provider = data.GetValueOrDefault("provider", "");
        if (channels.Providers(account.Type).ToList() is { Count: > 0 } providers && !providers.Contains(provider))
            throw Problem.Invalid("provider_data.provider", $"must be one of {string.Join(", ", providers)}.").AsException();
        var channel = channels.Find(account.Type, provider) ?? throw Problem.Invalid("provider_data.provider", $"must be absent for {account.Type}.").AsException();
        var all = new Dictionary<string, string>(data.Concat(secrets.ProviderData));
        if (channel.Check(new ChannelAccount(account.Id, account.Type, secrets.Secret, secrets.Token, all, "")) is { Count: > 0 } faults)
            throw Problem.InvalidAll(faults).AsException();
        return channel is IMakesOwnSecret && secrets.Secret.Length == 0 ? secrets with { Secret = Secrets.Text(32) } : secrets;
    }

    private static Dictionary<string, string>? ProviderData(JsonBody body)
    {
        if (body.Object("provider_data") is not { } data)
            return null;
        var result = new Dictionary<string, string>();
        foreach (var property in data.Root.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null))
        {
            JsonText.CheckAll(property.Value, "provider_data");
            result[property.Name] = property.Value.ValueKind == JsonValueKind.Number ? property.Value.GetRawText()
                : JsonText.Read(property.Value, data.Path(property.Name), 4096);
        }
        return result;
    }

    private Account With(Account account, AccountSecrets secrets, Dictionary<string, string> data) =>
        account with { Sealed = book.Seal(secrets), ProviderData = Wire.Text(data, AccountsJson.Wire.DictionaryStringString) };

    private static Account New(Unit unit, Guid customerId, string type) => new()
    {
        Id = Ids.New(unit.Now), CustomerId = customerId, Type = type, TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never
    };

    private Task AnnounceAsync(Unit unit, string type, Account account) =>
        events.AddAsync(unit, account.CustomerId, type, account.Id, account.ToJson(book.HookUrl(account.Id)), AccountsJson.Wire.AccountJson);

    private IResult Answer(Account account) => Wire.Ok(account.ToJson(book.HookUrl(account.Id)), AccountsJson.Wire.AccountJson);
}
