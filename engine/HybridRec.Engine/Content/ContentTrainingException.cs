using System.Globalization;
using HybridRec.Engine.Diagnostics;

namespace HybridRec.Engine.Content;

/// <summary>Training the content network came to numbers that are not finite.</summary>
public sealed class ContentTrainingException : HybridRecException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="step">Optimisation step at which it happened, from 0.</param>
    /// <param name="learningRate">The step size in force.</param>
    public ContentTrainingException(int step, float learningRate)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"Training the spectrogram network diverged at step {step}; lower LearningRate (now {learningRate})."))
    {
        Step = step;
        LearningRate = learningRate;
    }

    /// <summary>Optimisation step at which it happened, from 0.</summary>
    public int Step { get; }

    /// <summary>The step size in force.</summary>
    public float LearningRate { get; }
}
