using System.Net;
using Confab.Accounts;
using Confab.Agents;
using Confab.Auth;
using Confab.Billing;
using Confab.Channels;
using Confab.Channels.Email.Smtp;
using Confab.Conversations;
using Confab.Customers;
using Confab.Events;
using Confab.Flows;
using Confab.Live;
using Confab.Medias;
using Confab.Messages;
using Confab.Numbers;
using Confab.Overview;
using Confab.Pages;
using Confab.Phone;
using Confab.Replies;
using Confab.Store;
using Confab.Store.Postgres;
using Confab.Store.Sqlite;
using Confab.Tags;
using Confab.Webchat;
using Microsoft.AspNetCore.HttpOverrides;

namespace Confab;

/// <summary>The table of contents: one line per area.</summary>
internal static class Server
{
    /// <summary>Puts a server together on a data folder that is held already. Nothing listens yet.</summary>
    public static WebApplication Build(IConfiguration configuration, DataFolder folder, Action<IServiceCollection>? replace = null)
    {
        var settings = Settings.Read(configuration);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(configuration);
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.BodyBytes;
        });
        builder.WebHost.UseUrls(configuration["Urls"] ?? "");
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(15);
            host.ServicesStopConcurrently = true;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        AddServices(builder.Services, settings, folder);
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        MapRoutes(app, settings);
        return app;
    }

    /// <summary>Brings the database up to date and takes back what a server that died had leased; returns what an empty one began with.</summary>
    public static async Task<Newcomer?> PrepareAsync(IServiceProvider services)
    {
        var db = services.GetRequiredService<Db>();
        await (services.GetService<DatabaseTime>()?.SampleAsync() ?? Task.CompletedTask);
        return await db.AloneAsync(async () =>
        {
            await Migrator.ApplyAsync(db);
            if (db.IsAlone)
                await db.WriteAsync(JobClaims.VoidAllAsync);
            await db.WriteAsync(services.GetRequiredService<Chores>().PlanAsync);
            services.GetRequiredService<Vault>().Seal("the first key is made here");
            await services.GetRequiredService<MediaLinks>().LoadAsync();
            return await services.GetRequiredService<FirstStart>().RunAsync();
        });
    }

    /// <summary>Where no public URL is set, it is the first address that the server really listens on.</summary>
    public static void FindPublicUrl(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<Settings>();
        if (settings.PublicUrl.Length == 0)
            settings.PublicUrl = Reachable(app);
    }

    /// <summary>The first address that the server listens on, as this machine can call it.</summary>
    public static string Reachable(WebApplication app)
    {
        var address = BindingAddress.Parse(app.Urls.First());
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}";
    }

    private static void AddServices(IServiceCollection services, Settings settings, DataFolder folder)
    {
        services.AddSingleton(settings);
        services.AddSingleton(folder);
        if (settings.IsPostgres)
            PostgresStore.Add(services, settings);
        else
            SqliteStore.Add(services, folder);
        services.AddSingleton<JobSlots>();
        services.AddSingleton<JobMemory>();
        services.AddSingleton<LaneWatch>();
        services.AddSingleton<Jobs>();
        services.AddSingleton<Chores>();
        services.AddSingleton<IChore, BucketSweep>();
        services.AddSingleton<IJobHandler>(provider => provider.GetRequiredService<Chores>());
        services.AddHostedService<JobRunner>();
        Vault.Add(services, settings);
        services.AddSingleton(new ChannelSettings(settings.LineApi, settings.LineData, settings.TwilioApi, settings.MailgunApi, settings.MailgunEuApi, settings.TelnyxApi, settings.WhatsAppApi));
        services.AddSingleton<ProviderHttp>();
        services.AddSingleton(new SmtpTransport(settings.AllowPrivateNetworks));
        services.AddSingleton<ChannelList>();
        services.AddAuth();
        services.AddEvents();
        services.AddLive();
        services.AddCustomers();
        services.AddTags();
        services.AddAgents();
        services.AddAccounts();
        services.AddNumbers();
        services.AddBilling();
        services.AddMedias();
        services.AddConversations();
        services.AddMessages();
        services.AddFlows();
        services.AddReplies();
        services.AddOverview();
        services.AddWebchat();
        services.AddPhone();
        services.AddPages();
        services.AddSingleton<FirstStart>();
    }

    private static void MapRoutes(WebApplication app, Settings settings)
    {
        if (settings.TrustedProxies.Count > 0)
            app.UseForwardedHeaders(Forwarded(settings.TrustedProxies));
        app.UseMiddleware<ProblemAnswer>();
        app.UseMiddleware<ResponseHeaders>();
        app.UseLive();
        app.UseRouting();
        var limiter = app.Services.GetRequiredService<RateLimiter>();
        app.Use((http, next) =>
        {
            limiter.CheckAddress(http);
            return next(http);
        });
        var api = ActivatorUtilities.CreateInstance<ApiRoutes>(app.Services, (IEndpointRouteBuilder)app);
        Health.Map(app);
        api.MapAuth(app);
        api.MapEvents();
        api.MapLive();
        api.MapCustomers();
        api.MapTags();
        api.MapAgents();
        api.MapAccounts();
        api.MapNumbers();
        api.MapBilling();
        api.MapMedias(app);
        api.MapConversations();
        api.MapMessages(app);
        api.MapFlows();
        api.MapReplies();
        api.MapOverview();
        api.MapWebchat(app);
        api.MapPhone();
        app.MapPages();
    }

    private static ForwardedHeadersOptions Forwarded(IReadOnlyList<IPAddress> proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
            options.KnownProxies.Add(proxy);
        return options;
    }
}
