using System.Collections.Concurrent;
using Confab.Channels;
using Confab.Channels.Email;
using Confab.Channels.Webchat;
using Confab.Store;

namespace Confab.Accounts;

/// <summary>Finds accounts, and opens them: what an adapter needs, secrets in the clear, remembered until the account changes.</summary>
internal sealed class AccountBook(Db db, Vault vault, Settings settings, TimeProvider clock)
{
    /// <summary>The type of the accounts that numbers send through.</summary>
    public const string Sms = "sms";

    /// <summary>The type of the accounts that send mail.</summary>
    public const string Email = "email";

    /// <summary>All columns of <see cref="Account"/>.</summary>
    public const string Columns = "id, customer_id, type, name, detail, sealed, provider_data, message_flow_id, tm_create, tm_update, tm_delete";

    private const int MaxOpened = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<Guid, (Account Account, long At)> known = new();
    private readonly ConcurrentDictionary<Guid, (string Sealed, string ProviderData, ChannelAccount Account)> opened = new();

    /// <summary>A page of a customer's accounts, without those of web chat: they are shown as widgets.</summary>
    public static Task<List<Account>> ListAsync(Sql sql, Guid customerId, PageRequest page) => sql.QueryAsync<Account>($"""
        SELECT {Columns} FROM accounts WHERE customer_id = @CustomerId AND tm_delete = {Timestamp.NeverSql} AND type <> '{WebchatChannel.Type}' AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @Limit
        """, page.Args(customerId));

    public static Task<Account?> FindAsync(Sql sql, Guid customerId, Guid id, bool toChange = false) => sql.FirstAsync<Account>(
        $"SELECT {Columns} FROM accounts WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{(toChange ? sql.Lock : "")}", new { customerId, id });

    /// <summary>The next accounts of whichever customer, in the order of their ids.</summary>
    public static Task<List<Account>> ListAllAsync(Sql sql, Guid after, int limit) => sql.QueryAsync<Account>(
        $"SELECT {Columns} FROM accounts WHERE id > @after AND tm_delete = {Timestamp.NeverSql} ORDER BY id LIMIT @limit", new { after, limit });

    /// <summary>The account that a provider calls: its id is all that is known then.</summary>
    public static Task<Account?> FindByIdAsync(Sql sql, Guid id) => sql.FirstAsync<Account>(
        $"SELECT {Columns} FROM accounts WHERE id = @id AND tm_delete = {Timestamp.NeverSql}", new { id });

    /// <summary>An account as it was half a second ago or later; null when there is none.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="anew">Whether what is remembered will not do.</param>
    public async Task<Account?> RecallAsync(Guid id, bool anew = false)
    {
        if (!anew && known.TryGetValue(id, out var entry) && clock.GetElapsedTime(entry.At) < Remembered)
            return entry.Account;
        var at = clock.GetTimestamp();
        if (await db.ReadAsync(sql => FindByIdAsync(sql, id)) is not { } account)
        {
            known.TryRemove(id, out _);
            return null;
        }
        if (known.Count >= MaxOpened)
            known.Clear();
        known[id] = (account, at);
        return account;
    }

    /// <summary>Forgets an account that has been changed here; other nodes know within half a second.</summary>
    public void Forget(Guid id) => known.TryRemove(id, out _);

    /// <summary>Asks whether an account still is as it was read.</summary>
    public static Ask<bool> AskCurrent(Unit unit, Account account) => unit.Ask<bool>(
        $"SELECT 1 FROM accounts WHERE customer_id = @CustomerId AND id = @Id AND tm_update = @TmUpdate AND tm_delete = {Timestamp.NeverSql}", account);

    /// <summary>A customer's accounts of a type, oldest first.</summary>
    public static Task<List<Account>> ListByTypeAsync(Sql sql, Guid customerId, string type) => sql.QueryAsync<Account>($"""
        SELECT {Columns} FROM accounts WHERE customer_id = @customerId AND type = @type AND tm_delete = {Timestamp.NeverSql} ORDER BY tm_create, id LIMIT 1000
        """, new { customerId, type });

    /// <summary>
    /// The account that a number sends through: the one that it names; where it names none, the customer's only one.
    /// </summary>
    /// <exception cref="ProblemException">There is no such account.</exception>
    public static async Task<Account> OfNumberAsync(Sql sql, Guid customerId, Guid named)
    {
        if (named != Guid.Empty)
            return await FindAsync(sql, customerId, named) ?? throw NoAccount("The account of this number has been deleted.");
        var all = await ListByTypeAsync(sql, customerId, Sms);
        return all.Count == 1 ? all[0] : throw NoAccount(all.Count == 0 ? "There is no SMS account." : "The number must name one of the SMS accounts as its account_id.");
    }

    /// <summary>The oldest of a customer's e-mail accounts that sends from an address; null when there is none.</summary>
    public async Task<Account?> FindByAddressAsync(Sql sql, Guid customerId, string address) =>
        (await ListByTypeAsync(sql, customerId, Email)).Find(account => AddressOf(account).Equals(address, StringComparison.OrdinalIgnoreCase));

    /// <summary>The address that an e-mail account sends from.</summary>
    public string AddressOf(Account account) => Mailbox.TryNormalize(Open(account).Data(EmailChannel.From), out var address) ? address : "";

    /// <summary>409: what should send has been deleted.</summary>
    public static ProblemException NoAccount(string why) => Problem.State("ACCOUNT_NOT_FOUND", why).AsException();

    public static Task InsertAsync(Unit unit, Account account) => unit.ExecuteAsync("""
        INSERT INTO accounts (customer_id, id, type, name, detail, sealed, provider_data, message_flow_id, tm_create, tm_update, tm_delete)
        VALUES (@CustomerId, @Id, @Type, @Name, @Detail, @Sealed, @ProviderData, @MessageFlowId, @TmCreate, @TmUpdate, @TmDelete)
        """, account);

    public static Task UpdateAsync(Unit unit, Account account) => unit.ExecuteAsync("""
        UPDATE accounts SET name = @Name, detail = @Detail, sealed = @Sealed, provider_data = @ProviderData, message_flow_id = @MessageFlowId,
            tm_update = @TmUpdate, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id
        """, account);

    /// <summary>Where the provider calls us for an account.</summary>
    public string HookUrl(Guid id) => $"{settings.PublicUrl}/v1.0/conversation/accounts/{id}";

    /// <summary>An account as its adapter sees it.</summary>
    public ChannelAccount Open(Account account)
    {
        if (opened.TryGetValue(account.Id, out var known) && known.Sealed == account.Sealed && known.ProviderData == account.ProviderData)
            return known.Account;
        var secrets = Unseal(account);
        var data = new Dictionary<string, string>(Wire.Read(account.ProviderData, AccountsJson.Wire.DictionaryStringString));
        foreach (var (name, value) in secrets.ProviderData)
            data[name] = value;
        var result = new ChannelAccount(account.Id, account.Type, secrets.Secret, secrets.Token, data, HookUrl(account.Id));
        result = result with { Former = [.. secrets.Former.Select(former => (result with { Secret = former.Secret, Token = former.Token, ProviderData = former.ProviderData }, former.Until))] };
        if (opened.Count > MaxOpened)
            opened.Clear();
        opened[account.Id] = (account.Sealed, account.ProviderData, result);
        return result;
    }

    /// <summary>An account's secrets.</summary>
    public AccountSecrets Unseal(Account account) => Wire.Read(vault.Open(account.Sealed), AccountsJson.Wire.AccountSecrets);

    /// <summary>Encrypts an account's secrets.</summary>
    public string Seal(AccountSecrets secrets) => vault.Seal(Wire.Text(secrets, AccountsJson.Wire.AccountSecrets));
}
