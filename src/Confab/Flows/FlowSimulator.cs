using System.Text;
using System.Text.Json;
using Confab.Flows.Actions;
using Confab.Messages;
using Confab.Store;

namespace Confab.Flows;

/// <summary>Runs a flow by the engine that runs all flows, in a world where nothing comes of it: nothing is stored, sent, called or announced.</summary>
internal sealed class FlowSimulator(FlowEngine engine, MessageSending sending, SmsSending sms)
{
    /// <summary>The most characters of options, variables and texts in an answer.</summary>
    private const int MaxShown = 4 << 20;

    /// <summary>Runs a flow until it ends, or waits for what the simulation has no answer to.</summary>
    public async Task<SimulationJson> RunAsync(Sql sql, Activeflow activeflow, Simulation simulation)
    {
        var state = FlowStart.Begin(activeflow, simulation.Variables, 0);
        var world = new SimulatedWorld(sql, activeflow.CustomerId, sending, sms) { Now = simulation.Now };
        var run = new FlowRun(activeflow, state, world);
        world.Run = run;
        var steps = new List<SimulatedStepJson>();
        var shown = 0;
        while (await engine.NextAsync(run) is { } step)
        {
            if (state.Steps == steps.Count)
                return Ended(((Step.Fail)step).Why);
            var at = state.Executed[^1].At;
            step = await AnswerAsync(run, step, simulation);
            world.Now = step is Step.Sleep sleep ? sleep.Until : world.Now;
            steps.Add(new(run.Last.ToJson(at), Result(step), new(state.Variables)));
            shown += run.Last.Option.GetRawText().Length + state.Variables.Sum(entry => entry.Key.Length + entry.Value.Length);
            if (step is Step.Stop or Step.Fail)
                return Ended((step as Step.Fail)?.Why);
            if (state.Pending is not null || state.Blocked)
                return new(steps, world.Sends, Activeflow.Running, new(Guid.Empty, ""));
            if (shown + world.Size > MaxShown)
                return new(steps, world.Sends, Activeflow.Running, new(run.Last.Id, "The simulation has become too large to show."));
        }
        return Ended(null);

        SimulationJson Ended(string? why) => new(steps, world.Sends, Activeflow.Ended, new(why is null ? Guid.Empty : run.Last.Id, why ?? ""));
    }

    /// <summary>Goes on at once with what the simulation answers; what it has no answer to stays as it is.</summary>
    private async Task<Step> AnswerAsync(FlowRun run, Step step, Simulation simulation)
    {
        if (step is Step.Call { Request: var call })
            run.World.Call(call);
        if (step is not (Step.Call or Step.Block) || simulation.Take(run.Last.Type) is not { } answer)
            return step;
        if (step is Step.Call)
            return await engine.AnswerAsync(run, answer.ValueKind == JsonValueKind.Number ? CallAnswer.Of(answer.TryGetInt32(out var status) ? status : 0, [])
                : CallAnswer.Of(200, Encoding.UTF8.GetBytes(answer.GetRawText())));
        run.State.Blocked = false;
        return answer.ValueKind == JsonValueKind.Object && run.SetAll(answer) is { } fault ? new Step.Fail(fault) : Step.Next;
    }

    private static string Result(Step step) => step switch
    {
        Step.Sleep => "slept",
        Step.Enter or Step.EnterUnchecked => "fetched",
        Step.Call or Step.Block => "waits",
        Step.Stop => "stopped",
        Step.Fail => "failed",
        Step.Go { Target: var target } when target != Guid.Empty => "jumped",
        _ => "done"
    };
}
