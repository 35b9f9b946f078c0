using System.Text.Json;
using Confab.Auth;
using Confab.Channels;
using Confab.Channels.Sms.Sandbox;
using Confab.Channels.Webchat;
using Confab.Events;
using Confab.Store;

namespace Confab.Accounts;

/// <summary>What the account routes do.</summary>
internal sealed class AccountActions(Db db, AccountBook book, ChannelList channels, EventLog events)
{
    private const string Provider = "provider";
    private const int MaxFormer = 3;
    private const int MaxFormerHours = 168;
    private const int FormerHours = 24;
    private static readonly ChannelAccount Blank = new(Guid.Empty, "", "", "", new Dictionary<string, string>(), "");

    /// <summary>Makes a sandbox account: a pretend carrier that needs no provider.</summary>
    public async Task<Guid> AddSandboxAsync(Unit unit, Guid customerId, string name, Guid flowId)
    {
        var sandbox = Blank with { ProviderData = new Dictionary<string, string> { [Provider] = SandboxChannel.Provider } };
        var account = Checked(New(unit, customerId, AccountBook.Sms) with { Name = name, MessageFlowId = flowId }, sandbox);
        await AccountBook.InsertAsync(unit, account);
        return account.Id;
    }

    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => AccountBook.ListAsync(sql, call.CustomerId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), Shown), AccountsJson.Wire.PageAccountJson);
    }

    public async Task<IResult> GetAsync(Call call) =>
        Answer(await db.ReadAsync(sql => FindAsync(sql, call)));

    public async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var type = body.RequiredText("type");
        if (!channels.Types.Contains(type))
            throw Problem.Invalid("type", $"must be one of {string.Join(", ", channels.Types)}.").AsException();
        var change = Change(body);
        return Answer(await db.WriteAsync(async unit =>
        {
            var account = change(New(unit, call.CustomerId, type), Blank);
            await call.RequireAsync(unit, "flows", body.Id("message_flow_id"), "message_flow_id");
            await AccountBook.InsertAsync(unit, account);
            await AnnounceAsync(unit, "account_created", account);
            return account;
        }));
    }

    public async Task<IResult> UpdateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (change, keep) = (Change(body), body.Number("keep_former_hours", 0, MaxFormerHours) ?? FormerHours);
        return Answer(await db.WriteAsync(async unit =>
        {
            var before = await FindAsync(unit, call, toChange: true);
            var account = Remembering(change(before, book.Open(before)), before, TimeSpan.FromHours(keep), unit.Now) with { TmUpdate = unit.Now };
            await call.RequireAsync(unit, "flows", body.Id("message_flow_id"), "message_flow_id");
            await AccountBook.UpdateAsync(unit, account);
            await JobBuckets.RenewAsync(unit, JobBuckets.Of(account.CustomerId, account.Id));
            unit.OnCommit(() => book.Forget(account.Id));
            await AnnounceAsync(unit, "account_updated", account);
            return account;
        }));
    }

    public async Task<IResult> DeleteAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        var account = await FindAsync(unit, call, toChange: true) with { TmUpdate = unit.Now, TmDelete = unit.Now };
        await AccountBook.UpdateAsync(unit, account);
        await JobBuckets.ForgetAsync(unit, JobBuckets.Of(account.CustomerId, account.Id));
        await AnnounceAsync(unit, "account_deleted", account);
        return account;
    }));

    /// <summary>The account that the path names; one that belongs to another resource is none.</summary>
    private static async Task<Account> FindAsync(Sql sql, Call call, bool toChange = false) =>
        Call.Found(await AccountBook.FindAsync(sql, call.CustomerId, call.Id, toChange) is { Type: not WebchatChannel.Type } account ? account : null, "account");

    /// <summary>
    /// What a body changes of an account as it was opened. Given provider data takes the place of what is shown; a secret in it that is not
    /// given stays.
    /// </summary>
    private Func<Account, ChannelAccount, Account> Change(JsonBody body)
    {
        var (name, detail, flowId) = (body.Text("name"), body.Text("detail", 10_000), body.Id("message_flow_id"));
        var (secret, token, given) = (body.Text("secret", 4096), body.Text("token", 4096), ProviderData(body));
        return (account, before) =>
        {
            var data = given is null ? before.ProviderData
                : Part(ChannelOf(account.Type, before.ProviderData), before.ProviderData.ExceptBy(given.Keys, entry => entry.Key), shown: false).Concat(given).ToDictionary();
            return Checked(account with { Name = name ?? account.Name, Detail = detail ?? account.Detail, MessageFlowId = flowId ?? account.MessageFlowId },
                before with { Id = account.Id, Type = account.Type, Secret = secret ?? before.Secret, Token = token ?? before.Token, ProviderData = data });
        };
    }

    /// <summary>The account with settings in which its channel has found no fault; completed where the channel makes its own secret.</summary>
    private Account Checked(Account account, ChannelAccount settings)
    {
        if (channels.Providers(account.Type).ToList() is { Count: > 0 } providers && !providers.Contains(settings.Data(Provider)))
            throw Problem.Invalid("provider_data.provider", $"must be one of {string.Join(", ", providers)}.").AsException();
        var channel = ChannelOf(account.Type, settings.ProviderData) ?? throw Problem.Invalid("provider_data.provider", $"must be absent for {account.Type}.").AsException();
        if (channel.Check(settings) is { Count: > 0 } faults)
            throw Problem.InvalidAll(faults).AsException();
        var secret = channel is IMakesOwnSecret && settings.Secret.Length == 0 ? Secrets.Text(32) : settings.Secret;
        return account with
        {
            Sealed = book.Seal(new AccountSecrets(secret, settings.Token, Part(channel, settings.ProviderData, shown: false))),
            ProviderData = Wire.Text(Part(channel, settings.ProviderData, shown: true), AccountsJson.Wire.DictionaryStringString)
        };
    }

    /// <summary>
    /// The changed account with its former settings, so that what its provider has signed with those is still believed: calls on their way,
    /// and until the change is made on the other side too. None of them when they are to be kept for no time.
    /// </summary>
    private Account Remembering(Account account, Account before, TimeSpan keep, Timestamp now)
    {
        var (secrets, old, was) = (book.Unseal(account), book.Unseal(before), book.Open(before));
        var former = keep == TimeSpan.Zero ? [] : old.Former.Where(known => known.Until > now);
        if (keep > TimeSpan.Zero && !IsSame(book.Open(account), was))
            former = former.Prepend(new FormerSettings(was.Secret, was.Token, was.ProviderData.ToDictionary(), now + keep)).Take(MaxFormer);
        return account with { Sealed = book.Seal(secrets with { Former = [.. former] }) };
    }

    private static bool IsSame(ChannelAccount one, ChannelAccount other) => (one.Secret, one.Token) == (other.Secret, other.Token)
        && one.ProviderData.Count == other.ProviderData.Count && one.ProviderData.All(entry => other.Data(entry.Key) == entry.Value);

    private IChannel? ChannelOf(string type, IReadOnlyDictionary<string, string> data) => channels.Find(type, data.GetValueOrDefault(Provider, ""));

    /// <summary>The part of provider data that is shown, or the part that is secret: all that its channel does not call public.</summary>
    private static Dictionary<string, string> Part(IChannel? channel, IEnumerable<KeyValuePair<string, string>> data, bool shown) =>
        data.Where(entry => (entry.Key == Provider || channel?.Form.PublicData.Contains(entry.Key) == true) == shown).ToDictionary();

    private static Dictionary<string, string>? ProviderData(JsonBody body)
    {
        if (body.Object("provider_data") is not { } data)
            return null;
        var result = new Dictionary<string, string>();
        foreach (var property in data.Root.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null))
        {
            JsonText.CheckAll(property.Value, "provider_data");
            result[property.Name] = property.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? property.Value.GetRawText()
                : JsonText.Read(property.Value, data.Path(property.Name), 4096);
        }
        return result;
    }

    private static Account New(Unit unit, Guid customerId, string type) => new()
    {
        Id = Ids.New(unit.Now), CustomerId = customerId, Type = type, TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never
    };

    private Task AnnounceAsync(Unit unit, string type, Account account) =>
        events.AddAsync(unit, account.CustomerId, type, account.Id, Shown(account), AccountsJson.Wire.AccountJson);

    private IResult Answer(Account account) => Wire.Ok(Shown(account), AccountsJson.Wire.AccountJson);

    /// <summary>Older rows may hold open what is a secret.</summary>
    private AccountJson Shown(Account account)
    {
        var data = Wire.Read(account.ProviderData, AccountsJson.Wire.DictionaryStringString);
        return account.ToJson(book.HookUrl(account.Id), Part(ChannelOf(account.Type, data), data, shown: true));
    }
}
